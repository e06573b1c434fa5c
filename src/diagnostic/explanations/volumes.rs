//! The stories of the codes 0780 to 0789: how the data that containers keep is stored.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::HostFolders,
        meaning: "A bind mount names a folder outside the project, or one in it that is empty or does not exist. It becomes an \
                  EFS file system, one for each path: every service that mounts the path sees the same files, and a path \
                  below another is a folder of that one's file system. So does a volume whose `driver_opts` name a share of \
                  a file server (NFS, CIFS), of which a task knows no address. It is kept when the stack is deleted. It \
                  is empty at first: files are copied once, with AWS DataSync or by a task that mounts it (`docs/data.md` \
                  has both). `x-aws-volume: efs` on a mount makes a file system of a folder with content too.",
        why: "Docker makes an empty folder of what is not there, and containers keep their data in it. A task of Fargate has \
              no host: what it writes elsewhere is gone with it.",
        page: "https://docs.docker.com/reference/compose-file/services/#volumes",
        example: "services:\n  wiki:\n    image: ghcr.io/example/wiki:2.4\n    volumes:\n      - /srv/wiki:/data\n",
        instead: "services:\n  wiki:\n    image: ghcr.io/example/wiki:2.4\n    volumes:\n      - wiki:/data\nvolumes:\n  wiki: {}\n",
    },
    Explanation {
        code: Code::HostFile,
        meaning: "A bind mount names a file outside the project, to judge by the name of its source or its target. Copy the \
                  file into the project: it then goes into the service's image. If the program makes the file, mount the \
                  folder around it, which becomes a volume. If it is a folder with the name of a file, add `x-aws-volume: \
                  efs` to the mount.",
        why: "No task sees a file of the host, and a program that finds an empty folder in place of its file does not start.",
        page: "https://docs.docker.com/engine/storage/bind-mounts/",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - /srv/web/nginx.conf:/etc/nginx/nginx.conf:ro\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n# file: nginx.conf\nevents {}\n",
    },
    Explanation {
        code: Code::HostClock,
        meaning: "`/etc/localtime` and `/etc/timezone` of the host are mounted so that a container has its time zone. The mounts \
                  are left out. Set the variable `TZ` instead; images without zone data need the package `tzdata` for it.",
        why: "A task has no host, and the machines that run it have UTC.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html",
        example: "services:\n  wiki:\n    image: ghcr.io/example/wiki:2.4\n    volumes:\n      - /etc/localtime:/etc/localtime:ro\n",
        instead: "services:\n  wiki:\n    image: ghcr.io/example/wiki:2.4\n    environment:\n      TZ: Europe/Berlin\n",
    },
    Explanation {
        code: Code::MountDropped,
        meaning: "`x-aws-optional: drop` says that the service does without this mount on AWS, as one that only watches the \
                  container engine does.",
        why: "A task of Fargate has no host and no container engine, so there is nothing to mount.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
        example: "services:\n  panel:\n    image: ghcr.io/example/panel:2.4\n    volumes:\n      - type: bind\n        source: /var/run/docker.sock\n        target: /var/run/docker.sock\n        x-aws-optional: drop\n",
        instead: "services:\n  panel:\n    image: ghcr.io/example/panel:2.4\n",
    },
    Explanation {
        code: Code::MissingFile,
        meaning: "A bind mount names a file of the project, to judge by the name of its source or its target, and it is not \
                  there. The template is made as if it were: the file goes into the image that `stackpose bake` describes, \
                  and `bake` fails as long as it is missing. If the program makes the file, mount the folder around it, \
                  which becomes a volume. If it is a folder with the name of a file, add `x-aws-volume: efs` to the mount.",
        why: "Docker makes an empty folder of what is not there, and a program that finds a folder in place of its file does \
              not start.",
        page: "https://docs.docker.com/engine/storage/bind-mounts/",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n# file: nginx.conf\nevents {}\n",
    },
    Explanation {
        code: Code::OwnerConflict,
        meaning: "The services that write to a volume run as different users, or as another than its `driver_opts` say. The \
                  folder of the volume has one owner, and with `uid` in the `driver_opts` every file has.",
        why: "An access point of EFS makes the folder with one owner. With `uid` it makes every access one of that user, \
              and programs that check the owner of their files, such as PostgreSQL, then refuse to start as another.",
        page: "https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html",
        example: "services:\n  app:\n    image: ghcr.io/example/app:2.4\n    user: \"1000\"\n    volumes: [data:/data]\n  worker:\n    image: ghcr.io/example/worker:2.4\n    user: \"999\"\n    volumes: [data:/data]\nvolumes:\n  data: {}\n",
        instead: "services:\n  app:\n    image: ghcr.io/example/app:2.4\n    user: \"1000\"\n    volumes: [data:/data]\n  worker:\n    image: ghcr.io/example/worker:2.4\n    user: \"1000\"\n    volumes: [data:/data]\nvolumes:\n  data: {}\n",
    },
    Explanation {
        code: Code::NotTheOwner,
        meaning: "The service writes to a volume that belongs to root, and its `user` is a name whose number only the image \
                  knows. Write the number: `user: \"472:0\"` makes that user the owner of the volume's folder when it is made. A \
                  folder that exists keeps its owner.",
        why: "Docker gives a new volume the owner of the image's folder. EFS makes the folder without looking into the \
              image, with mode 0755.",
        page: "https://docs.aws.amazon.com/efs/latest/ug/enforce-root-directory-access-point.html",
        example: "services:\n  grafana:\n    image: grafana/grafana:12.2.0\n    user: grafana\n    volumes: [data:/var/lib/grafana]\nvolumes:\n  data: {}\n",
        instead: "services:\n  grafana:\n    image: grafana/grafana:12.2.0\n    user: \"472:0\"\n    volumes: [data:/var/lib/grafana]\nvolumes:\n  data: {}\n",
    },
    Explanation {
        code: Code::TaskVolume,
        meaning: "Only containers of one task mount this volume, which is a file system that is kept. If nobody needs to keep it, \
                  as a socket or logs that a shipper reads, `x-aws-volume: task` makes it a folder on the task's own disk.",
        why: "Containers of one task share the disk of that task, which is faster than EFS and costs nothing more.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
        example: "services:\n  app:\n    image: ghcr.io/example/app:2.4\n    volumes: [run:/run/app]\n  proxy:\n    image: nginx:1.29\n    x-aws-task: app\n    volumes: [run:/run/app]\nvolumes:\n  run: {}\n",
        instead: "services:\n  app:\n    image: ghcr.io/example/app:2.4\n    volumes: [run:/run/app]\n  proxy:\n    image: nginx:1.29\n    x-aws-task: app\n    volumes: [run:/run/app]\nvolumes:\n  run:\n    x-aws-volume: task\n",
    },
    Explanation {
        code: Code::AnonymousVolume,
        meaning: "A mount without a source is a folder on the task's own disk, and what is in it ends with the task: at the next \
                  update, or when the task fails. `x-aws-volume: efs` on the mount keeps it, `x-aws-volume: task` says that \
                  nobody needs it.",
        why: "Compose gives the anonymous volumes of a container to the one that replaces it. ECS starts a new task with an \
              empty disk.",
        page: "https://docs.docker.com/reference/cli/docker/compose/up/",
        example: "services:\n  site:\n    image: ghcr.io/example/site:2.4\n    volumes:\n      - /omd/sites\n",
        instead: "services:\n  site:\n    image: ghcr.io/example/site:2.4\n    volumes:\n      - type: volume\n        target: /omd/sites\n        x-aws-volume: efs\n",
    },
    Explanation {
        code: Code::VolumeAtFile,
        meaning: "A named volume is mounted at a path that is that of a file, to judge by its name. The program would find a \
                  folder there. Mount the volume at the folder, or a file of the project at this path: with `./` before its \
                  name it is no volume.",
        why: "A source without a slash is the name of a volume, and a volume is a folder.",
        page: "https://docs.docker.com/reference/compose-file/services/#volumes",
        example: "services:\n  web:\n    image: nginx:1.29\n    volumes: [conf:/etc/nginx/nginx.conf]\nvolumes:\n  conf: {}\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    volumes: [./nginx.conf:/etc/nginx/nginx.conf]\n# file: nginx.conf\nevents {}\n",
    },
];
