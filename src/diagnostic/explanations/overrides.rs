//! Overrides: `x-aws-cloudformation`.

use super::{Code, Explanation};

pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::UnknownPart,
        meaning: "`x-aws-cloudformation` names a section, a resource or another part that the template does not have. \
                  Most often it is a slip in the name. A new resource or parameter needs a `Type`, an output a `Value`.",
        why: "An override is merged into the template by name. A name with a slip would add a part without a `Type`, which \
              CloudFormation refuses, and leave as it was the part that was meant.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html",
        example: "services:\n  web:\n    image: nginx:1.29\nx-aws-cloudformation:\n  Resources:\n    WebServce:\n      Properties:\n        PlatformVersion: 1.4.0\n",
        instead: "services:\n  web:\n    image: nginx:1.29\nx-aws-cloudformation:\n  Resources:\n    WebService:\n      Properties:\n        PlatformVersion: 1.4.0\n",
    },
    Explanation {
        code: Code::BadPart,
        meaning: "`x-aws-cloudformation` says something of a part that CloudFormation does not take there: an attribute \
                  that there is not, a text where a mapping belongs, a `$patch` that is none of `merge`, `replace` and \
                  `delete`, or an item without its name.",
        why: "Which attributes a resource, a parameter, an output, a rule or a condition has is the same for all. What \
              stands under `Properties` differs from type to type, and is not looked at. To lay an item over another of \
              a list, both must carry the same name.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-cloudformation:\n      Service:\n        Propertees:\n          PlatformVersion: 1.4.0\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-cloudformation:\n      Service:\n        Properties:\n          PlatformVersion: 1.4.0\n",
    },
    Explanation {
        code: Code::Dangling,
        meaning: "A `!Ref`, `!GetAtt`, `!Sub`, `!If`, `Condition` or `DependsOn` names something that the template does \
                  not have, perhaps because an override removed it.",
        why: "CloudFormation refuses a template with a reference to nothing. What is taken out must not be named by \
              what stays.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-environment:\n      QUEUE_URL: !Ref Jobs\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-environment:\n      QUEUE_URL: !Ref Jobs\nx-aws-cloudformation:\n  Resources:\n    Jobs:\n      Type: AWS::SQS::Queue\n",
    },
    Explanation {
        code: Code::NoEffect,
        meaning: "A part of `x-aws-cloudformation` says what the template says already, or takes out what it does not \
                  have. Remove it, or look for a slip in its name.",
        why: "What an override asks for may have become the default, or have moved to another name. It is reported so that \
              overrides do not outlive their purpose unseen.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html",
        example: "services:\n  web:\n    image: nginx:1.29\n    x-aws-cloudformation:\n      Service:\n        Properties:\n          PropagateTags: SERVICE\n          PlatformVersion: 1.4.0\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-cloudformation:\n      Service:\n        Properties:\n          PlatformVersion: 1.4.0\n",
    },
];
