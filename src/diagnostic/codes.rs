//! The numbered list of everything we can say. A number is never used twice.
//!
//! The hundreds are the rooms: 00 files, 01 YAML, 02 interpolation, 03 merging, 04 schema, 05 consistency,
//! 06 what Fargate cannot do, 07 lowering, 08 the finished template, 09 levels, 10 what is legal but unwise,
//! 11 updates.

use super::Severity;

macro_rules! catalogue {
    ($($name:ident $number:literal $title:literal)*) => {
        /// A kind of finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, by number within its room.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The number people quote, such as `E0103`: `E` stops, `W` warns, `N` notes.
            pub fn number(self) -> String {
                match self { $(Self::$name => $number.to_owned(),)* }
            }

            /// Its subject, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

catalogue! {
    // Files and requests.
    FileNotFound "E0001" "a file that is named does not exist"
    FileUnreadable "E0002" "a file cannot be read as what it should be"
    NoConfiguration "E0003" "no Compose file was found"
    SeveralConfigurations "W0004" "several Compose files lie in one folder"
    BadEncoding "E0005" "a file is not UTF-8 or UTF-16 text"
    DotenvSyntax "E0006" "a dotenv file has a line that cannot be read"
    ProjectName "E0007" "the project name is not allowed"
    RemoteReference "E0008" "a file on another machine is named"
    BadSetting "E0009" "a setting of the environment cannot be used"
    OutsideBoundary "E0010" "a file outside the project is named"
    FolderCopied "N0011" "the files of a mounted folder are copied into a task"
    LeftOut "W0012" "files of a mounted folder are not copied into a task"
    NeverRead "E0013" "a file of git or of the system is named"
    BalancerWithoutGroup "W0014" "a load balancer that exists is named without its security group"

    // YAML.
    YamlSyntax "E0101" "the YAML cannot be read"
    DuplicateKey "E0102" "a key stands twice in one mapping"
    KeyNotText "E0103" "a key is not text"
    NotAMapping "E0104" "a document is not a mapping"
    UnknownAnchor "E0105" "an alias names no anchor"
    AliasCycle "E0106" "an alias contains itself"
    TooLarge "E0107" "a document is too large once its aliases are expanded"
    BadTag "E0108" "a tag contradicts its value"
    BadMerge "E0109" "a merge key merges something that is no mapping"
    EmptyProject "E0110" "there is nothing in the Compose files"
    MoreFindings "N0111" "more findings than are shown"
    ProjectTooLarge "E0112" "a project is too large once everything in it is expanded"
    TooDeep "E0113" "values lie too deep in each other"
    UnknownTag "W0114" "a tag that means nothing"
    QuestionMark "W0115" "a question mark that Docker Compose cannot read"

    // Interpolation.
    BadTemplate "E0201" "a `${…}` is not well-formed"
    RequiredVariable "E0202" "a required variable is missing"
    UnsetVariable "W0203" "a variable is not set"
    BadCast "E0204" "a value cannot be read as what the attribute needs"
    OldBoolean "W0205" "a boolean is written in an old way"
    VariableForm "E0206" "a form of `${…}` that cannot be decided before a deployment"
    VariablePlace "E0207" "a variable of deploy time where its value is needed before"
    VariableDefaults "E0208" "a variable of deploy time with different defaults"
    SecretPlace "E0209" "a secret variable would stand in clear text"
    ReservedCharacter "E0210" "a character that is reserved"
    UnusedVariable "W0211" "a variable of deploy time that nothing uses"
    LateCredential "N0212" "a credential gets its value when the stack is deployed"
    ShownCredential "W0213" "a credential can be read in the task definition"

    // Include, extends, merge.
    BadInclude "E0301" "an `include` cannot be used"
    IncludeCycle "E0302" "files include each other"
    BadExtends "E0303" "an `extends` cannot be used"
    ExtendsCycle "E0304" "services extend each other"
    CannotOverride "E0305" "a value of another kind cannot be merged into this one"
    BadListItem "E0306" "an item of this list cannot be read"
    UnknownOfInclude "W0307" "an `include` has an attribute that does not exist"
    RepeatedTarget "W0308" "two items of a list have one place in the container"

    // Schema and long forms.
    UnknownAttribute "E0401" "an attribute that Compose does not know"
    WrongType "E0402" "a value of the wrong type"
    MissingAttribute "E0403" "an attribute that must be there is missing"
    NotAllowed "E0404" "a value that is not among those allowed"
    BadName "E0405" "a name with characters that are not allowed"
    OutOfBounds "E0406" "a number out of bounds"
    NotUnique "E0407" "an item stands twice in a list"
    BadPort "E0408" "a port that cannot be read"
    BadVolume "E0409" "a volume that cannot be read"
    BadDevice "E0410" "a device that cannot be read"
    BadDuration "E0411" "a duration that cannot be read"
    BadByteSize "E0412" "a size in bytes that cannot be read"
    BadCommand "E0413" "a command line that cannot be split into words"
    BadHost "E0414" "an extra host that cannot be read"
    BadNumber "E0415" "a number that cannot be read"
    VersionObsolete "N0416" "`version` has no meaning any more"
    ExternalName "W0417" "an old way to name something external"
    CommandCut "W0418" "a command line ends at a shell operator"
    Reprinted "W0419" "a number reaches the container in another spelling"
    OneLetterVolume "W0420" "a volume with a name of one letter is read as a Windows drive"
    UnknownMountOption "W0421" "an option of a mount that means nothing"

    // Consistency.
    NoImage "E0501" "a service has neither an image nor a build"
    UndefinedReference "E0502" "something is used that is not defined"
    DependencyCycle "E0503" "services depend on each other"
    Conflict "E0504" "two attributes exclude each other"
    BadExternal "E0505" "something external has attributes of its own"
    BadSource "E0506" "a secret or config needs exactly one source"
    UnknownService "E0507" "a service that is asked for does not exist"
    DisabledDependency "E0508" "a service depends on one that no active profile starts"
    BadHealthTest "E0509" "a health check's test begins with an unknown word"
    NegativeScale "E0510" "a number of replicas below zero"
    HiddenByNull "W0511" "an empty entry hides a value of an env_file"
    BadAmount "E0512" "an amount that no container can have"
    NoService "E0513" "there is no service to convert"

    // Consistency: services, tasks, ingress and volumes.
    ControlCharacter "E0514" "a text with a control character"
    VariableName "E0515" "a variable with a name that no container can be given"
    BadImage "E0516" "a text that names no image"
    TooManyTasks "E0517" "more tasks than ECS runs in one service"
    ContainerPath "E0518" "a path in a container that cannot be used"
    FileRights "E0519" "a user, group or mode of a file that is no number"
    TaskGroup "E0520" "a service that cannot run in the task of another"
    TaskSetting "E0521" "a setting that differs from the task it runs in"
    TaskPort "E0522" "two containers of one task listen on one port"
    TaskHost "E0523" "a name with two addresses in one task"
    MemoryReservation "E0524" "a memory reservation above the limit"
    NamedTwice "E0525" "a variable or log option with two values"
    MixedDiscovery "E0526" "services that share a network and cannot find each other"
    NeedsProxy "E0527" "a setting of Service Connect without its proxy"
    BadNetwork "E0528" "a text that is no network"
    BadPortRange "E0529" "a text that is no port and no range of ports"
    OpenToNobody "E0530" "a published port that is open to nobody"
    OpenToWorld "E0531" "tasks that would be open to the Internet"
    UnknownPorts "E0532" "an ingress rule without known ports"
    NoIngress "E0533" "a load balancer that nothing lets in"
    DiskSetting "E0534" "a disk that EBS does not have"
    VolumeKind "E0535" "a volume of two kinds"

    // Consistency: capacity and scaling.
    CapacityShares "E0536" "capacity that does not say where tasks run"
    Bounds "E0537" "a lower bound above the upper one"
    InstanceTypes "E0538" "types of instances that are allowed and excluded"
    CapacitySetting "E0539" "a setting that this capacity does not have"
    ScalingEmpty "E0540" "scaling that changes nothing"
    QueueName "E0541" "a queue that is not named exactly once"
    ScalingSteps "E0542" "steps that contradict each other"
    ScalingTarget "E0543" "a setting of target tracking without a target"
    UncountedRequests "E0544" "requests that cannot be counted"
    ReplicasOutside "E0545" "a number of replicas outside the bounds of scaling"
    InsightsOff "E0546" "a metric of Container Insights where it is off"

    // Consistency: ports, listeners and routes.
    SharedSetting "E0547" "ports that share a listener and differ in its settings"
    NeedsRequests "E0548" "a setting for HTTP at a port that does not speak it"
    NeedsEncryption "E0549" "a setting that needs an encrypted port"
    NeedsTls "E0550" "a choice of HTTP versions without a TLS port"
    ExistingListener "E0551" "a setting of something that the stack does not make"
    RouteNeeded "E0552" "a port at an existing listener without a route"
    IdleTimeout "E0553" "an idle timeout that cannot be set there"
    HealthProtocol "E0554" "a health check in a protocol that does not fit"
    HealthTimeout "E0555" "a health check that does not wait for its answer"
    HealthMatcher "E0556" "status codes that no health check can get"
    Algorithm "E0557" "a setting that needs another algorithm"
    Stickiness "E0558" "clients that cannot stay with a task in this way"
    ReservedCookie "E0559" "a cookie with a name that load balancers keep"
    RouteCondition "E0560" "a route without a condition"
    TwoDefaults "E0561" "a port with two defaults"
    RouteAction "E0562" "a route with two actions"
    RedirectCircle "E0563" "a redirect to the same address"
    AnswerStatus "E0564" "an answer with the status of a redirect"
    RouteHeader "E0565" "a header that a rule cannot look at"
    AuthMethod "E0566" "sign-in by no or by several methods"
    OwnClaim "E0567" "a claim that is checked anyway"
    TrustStore "E0568" "mutual TLS with half of its settings"

    // Consistency: deployments.
    TestTarget "E0569" "a test that is for no or for several ports"
    NothingToShift "E0570" "a strategy that shifts requests where there are none"
    CannotShift "E0571" "requests that ECS cannot shift"
    HealthyPercent "E0572" "an early success below what always runs"
    WholeMinutes "E0573" "a wait that is no number of whole minutes"
    HookTarget "E0574" "a hook that calls no or the wrong target"
    HookStage "E0575" "a hook at a stage that the deployment does not have"
    OtherStrategy "E0576" "a setting that the strategy does not have"
    ShiftStep "E0577" "a share of requests that ECS does not take"
    LongDeployment "E0578" "a deployment that takes longer than CloudFormation waits"
    UpdateTwice "E0579" "a setting of deployments that stands twice"

    // Consistency: logs, sessions and roles.
    LogOptionNeeded "E0580" "an option that the logging driver needs"
    LogSecrets "E0581" "secrets for a logging driver that takes none"
    SessionRecord "E0582" "a record of sessions without a place"
    RouterImage "E0583" "a log router for which AWS has no image"
    RouterFile "E0584" "a configuration that the log router cannot fetch"
    ReadOnlyExec "E0585" "commands in a container that cannot be written to"
    RoleRights "E0586" "rights for a role that exists"

    // Attributes that ECS on Fargate cannot keep.
    Refused "E0601" "an attribute that Fargate cannot keep"
    Approximated "W0602" "an attribute that is kept in part"
    Ignored "N0603" "an attribute that has no effect on AWS"
    NotYet "E0604" "an attribute that this version does not lower yet"
    UnknownExtension "E0605" "an `x-aws-` key that does not exist"
    BadExtension "E0606" "an `x-aws-` key with a value that does not fit"
    NetworkMade "W0607" "an external network that the stack makes"

    // Lowering.
    NameClash "E0701" "two names give one logical id"
    BadLogicalId "E0702" "a name from which no logical id can be made"
    TooBigForFargate "E0703" "no Fargate task is large enough"
    SizeRounded "N0704" "the task is larger than asked for"
    PortTaken "E0705" "two services publish one port"
    PortUnsupported "E0706" "a port that no load balancer can publish"
    HealthCheckClamped "W0707" "a health check outside the limits of ECS"
    StopTimeoutClamped "W0708" "a stop timeout outside the limits of ECS"
    Intrinsic "E0709" "a text that CloudFormation would not take literally"
    Credential "W0710" "a value that looks like a credential stands in the template"
    RandomPort "W0711" "a port without a published number"
    TooMany "E0712" "more of something than AWS allows"
    TmpfsSize "N0713" "a tmpfs without a size"
    LogDriver "W0714" "a logging driver that Fargate does not have"
    Platform "E0715" "a platform that Fargate does not run"
    InternalPort "E0716" "a port is published from internal networks only"
    RollingUpdate "E0717" "rolling update settings that cannot work"
    TagLeftOut "W0718" "a tag that AWS does not take"
    BadDnsName "E0719" "a name that cannot be looked up by DNS"
    LoopbackPort "W0720" "a port for the loopback address is not published"
    AliasClash "E0721" "an alias that stands for different services"
    UdpHealth "E0722" "a UDP port without a TCP port by which its health is known"
    NoHealthTest "W0724" "a health check without a test"
    FailureAction "W0725" "a failed update is rolled back"
    LogOption "W0726" "a log option without meaning for the driver"
    BadDefault "E0727" "an `x-aws-` value that its parameter does not take"
    ShortNames "W0728" "short names do not work in a task"

    DottedName "W0729" "a name with dots is not a short name"
    EmptyCommand "W0730" "an empty command does not clear the image's own"
    LogRegion "E0731" "a region for logs without a log group there"
    BadDriverOption "E0732" "an option of a volume that cannot be used"
    ClosedTestPort "W0733" "a test port that nobody reaches"
    LongNamespace "W0734" "a project whose name is too long for a namespace"
    RouteClash "E0736" "two routes that get in each other's way"
    OverriddenListener "W0737" "an override changes a listener, and what belongs to it stays"
    RefusedListener "E0738" "a listener that an override makes impossible"
    RefusedTarget "E0739" "a target group that an override makes impossible"

    BadSecret "E0740" "a secret or config that AWS cannot have"
    MountClash "E0741" "two things are mounted at one path"
    HidesSystem "E0742" "a volume would hide folders that every program needs"
    HidesFolder "W0743" "a volume hides what the image has in a folder"
    TooMuchToCopy "E0744" "more files than a task definition can hold"
    NeedsBake "W0745" "files that need an image of their own"
    DevelopmentMount "W0746" "a mount for development is left out"
    WindowsFiles "E0747" "files cannot be put into a task with Windows"
    CannotCopy "E0748" "something in a folder cannot be copied into a task"
    OverriddenIngress "W0749" "an override closes a port that is listened on"
    OverriddenTarget "W0750" "an override moves a target group away from the container's port"
    LaunchType "E0751" "a launch type beside capacity providers"
    CallsInCircle "W0752" "a service starts before one that it calls"
    OverriddenToWorld "W0753" "an override opens a port to everybody"
    OverriddenSignIn "W0754" "an override lets requests pass without a sign-in"
    UnguardedPort "W0755" "a port is open without the sign-in of another"
    UnusedRole "W0756" "an override leaves a role of the stack without tasks"

    // Overrides.
    UnknownPart "E0760" "an override names something that the template does not have"
    BadPart "E0761" "an override says something that no template holds"
    Dangling "E0762" "a reference to something that is not in the template"
    NoEffect "N0763" "a part of an override that changes nothing"

    // Lowering, continued.
    HttpAsTcp "N0765" "a port that likely speaks HTTP is published as TCP"
    BadSchedule "E0766" "a schedule that AWS does not take"
    NoSuchDay "E0767" "a schedule of days that no calendar has"
    CircularDependency "E0768" "resources depend on each other in a circle"
    ExistingRole "W0769" "a role that exists needs rights"
    TooLittleMemory "E0770" "less memory than a container can have"

    // Volumes.
    HostFolders "W0780" "folders of the host become volumes"
    HostFile "E0781" "a file that is mounted is not part of the project"
    HostClock "N0782" "the time zone of the host is not mounted"
    MountDropped "N0783" "a mount is left out on AWS"
    MissingFile "W0784" "a file that is mounted does not exist yet"
    OwnerConflict "W0785" "several users write to one volume"
    NotTheOwner "W0786" "a volume that its service cannot write to"
    TaskVolume "N0787" "a volume that only the containers of one task share"
    AnonymousVolume "W0788" "a volume without a name is gone with its task"
    VolumeAtFile "E0789" "a volume at the path of a file"
    PortNotPublished "W0790" "a port without a number outside is not published"
    OneTransport "W0791" "of TCP and UDP on one port only one is published"
    PortsLeftOut "W0792" "more ports than ECS carries for a service"
    HealthAnswered "W0793" "a container beside a program for UDP answers for its health"

    // The finished template.
    TooLargeTemplate "E0801" "the template is beyond a limit of CloudFormation"
    NeedsBucket "N0802" "the template is too large to be sent inline"
    ServiceLimit "E0803" "a resource is beyond a limit of AWS"
    AccountQuota "W0804" "a resource is beyond a quota of the account"
    OutputsLeftOut "N0805" "outputs beyond the limit of a template are left out"
    LargeOperation "W0806" "nested stacks have more resources than one operation takes"

    // Levels.
    BadAllowance "W0901" "an allowance that cannot be used"
    UnusedAllowance "N0902" "an allowance that allows nothing"
    Overruled "N0903" "an allowance that the policy does not let count"
    BadPolicy "E0904" "a policy file cannot be used"
    ForeignRegistry "E0905" "an image from a registry that the policy does not allow"

    // Legal, but unwise.
    MovingTag "W1001" "an image whose tag moves"
    DatabasePublished "W1002" "a database is reachable from the Internet"
    SideBySide "W1003" "two replicas run side by side during an update"
    NoHealthCheck "N1004" "a published service without a health check"
    NoMemoryLimit "N1005" "services without a memory limit"
    NoVolume "W1006" "a database without a volume"
    DatabaseOnEfs "W1007" "a database keeps its files on EFS"
    SpotGrace "N1008" "a task on Spot with the usual time to stop"
    SharedStore "W1009" "several tasks of a program with one writer write to the same files"
    FilledByImage "W1010" "a volume is not filled from an image"
    MachinesForGpu "W1011" "a service with a GPU runs on machines"
    ForeignExtension "N1012" "an `x-aws-` key that is not ours"
    HostService "W1013" "a service that works for the host of Docker"
    VolumeMade "W1014" "an external volume that the stack makes"
    RunsOnDeploy "N1015" "a job that `stackpose deploy` runs after the stack"
    OnlyInDocker "W1030" "a value names something that exists only in Docker"
    LocalhostPublished "W1031" "a value names a published port on `localhost`"
    MemoryNeeded "W1032" "a task with less memory than its program needs"
    MemoryMaps "W1033" "an image that wants more memory maps than a task has"
    NamedByHost "W1034" "data under the name of a host that changes"
    JobNotRun "W1035" "a job that no deployment runs"
    JobRepeated "W1036" "a job that runs in several tasks"
    StartedAgain "W1037" "a service that ends and is started again"
    ProxyRoute "W1038" "a route that only a reverse proxy reads"

    // Effects of an update on a stack that exists, for `diff`.
    DataReplaced "W1101" "an update puts an empty store in the place of one with data"
    DataDeleted "W1102" "an update deletes data"
    StoreLeft "N1103" "a store of data leaves the stack and stays"
    RetentionDropped "W1104" "a store of data loses the policy that keeps it"
    ListenerConflict "E1110" "a new listener takes a port that another still has"
    PriorityConflict "E1111" "a new rule takes a priority that another still has"
    TargetGroupConflict "E1112" "a target group would have two load balancers"
    MountTargetConflict "E1113" "a zone would have two mount targets of a file system"
    NameConflict "E1114" "a new resource takes a name that another still has"
    LogClassChanged "E1115" "the class of a log group cannot be changed"
    TypeChanged "E1116" "a logical id gets another resource type"
    TargetGroupUnassociated "W1117" "a service may start before its target group has a listener"
    PolicyNameTwice "E1118" "a role has two policies of one name"
    ServiceReplaced "W1120" "an update replaces a service"
    AddressChanged "W1121" "an update changes the address of a load balancer"
    TrafficReset "W1122" "an update resets the weights of shifted requests"
    StackChanged "W1123" "an update moves resources to another nested stack"
    IngressOpened "W1130" "an update opens a port to the Internet"
    RightsWidened "W1131" "an update gives more rights to a role"
    EncryptionDropped "W1132" "an update turns encryption off"
    AuthenticationDropped "W1133" "an update removes a protection of a load balancer"
    SecretInClear "W1134" "an update puts a credential into a template in clear"
    ParameterNeeded "W1140" "an update asks for a parameter that has no default"
    DefaultChanged "N1141" "a default changes that existing stacks may keep"
    ServiceRenamed "N1142" "a service goes on under another name"
}

impl Code {
    /// Every number, as people quote it.
    pub fn numbers() -> Vec<String> {
        Self::ALL.iter().map(|code| code.number()).collect()
    }

    /// The code with a number such as `W0602`.
    pub fn from_number(number: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }

    /// The anchor of its heading in `docs/findings.md`, where Markdown is shown.
    pub fn anchor(self) -> String {
        let heading = format!("{}: {}", self.number(), self.title()).to_lowercase();
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    }

    /// How much it weighs, going by its letter.
    pub fn severity(self) -> Severity {
        match self.number().as_bytes().first() {
            Some(b'W') => Severity::Warning,
            Some(b'N') => Severity::Note,
            _ => Severity::Error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_stands_twice_and_they_rise() {
        let digits: Vec<String> =
            Code::ALL.iter().map(|code| code.number().chars().skip(1).collect()).collect();
        assert!(digits.windows(2).all(|pair| pair[0] < pair[1]), "{digits:?}");
    }
}
