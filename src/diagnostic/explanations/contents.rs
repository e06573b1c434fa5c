//! The stories of the codes E0740 to E0748: secrets, configs and files of tasks.

use super::Explanation;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::BadSecret,
        meaning: "A secret or config cannot be had: its name is none that AWS knows, nothing says what its value is, \
                  or one entry is asked of a value that has no entries.",
        why: "Secrets Manager takes letters, digits and `/_+=.@-` in a name, and the Parameter Store is meant by a name \
              that begins with `/`. ECS takes single entries out of JSON values of Secrets Manager only.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    secrets:\n      - key\nsecrets:\n  key:\n    external: true\n    name: the shop's key\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    secrets:\n      - key\nsecrets:\n  key:\n    external: true\n    name: shop/key\n",
    },
    Explanation {
        code: Code::MountClash,
        meaning: "Two files, or a file and a folder, would be at one path in the container. Give one of them another \
                  target.",
        why: "Docker mounts one over the other, in an order of its own, and only one is seen. Here a first container \
              writes the files, and ECS takes no two mounts at one path.",
        page: "https://docs.docker.com/reference/compose-file/services/#secrets",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    secrets:\n      - source: old\n        target: key\n      - source: new\n        target: key/new\nsecrets:\n  old:\n    environment: OLD_KEY\n  new:\n    environment: NEW_KEY\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    secrets:\n      - source: old\n        target: old_key\n      - source: new\n        target: key\nsecrets:\n  old:\n    environment: OLD_KEY\n  new:\n    environment: NEW_KEY\n",
    },
    Explanation {
        code: Code::HidesSystem,
        meaning: "A single file is to lie in a folder such as `/etc`, without which no program runs. Choose a target in a \
                  folder of its own, and tell the program where it is.",
        why: "ECS mounts folders only. A file that is not part of the image needs a volume over its whole folder, and \
              that volume hides everything else in there.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    secrets:\n      - source: key\n        target: /etc/shop.key\nsecrets:\n  key:\n    external: true\n    name: shop/key\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    environment:\n      KEY_FILE: /run/secrets/shop.key\n    secrets:\n      - source: key\n        target: shop.key\nsecrets:\n  key:\n    external: true\n    name: shop/key\n",
    },
    Explanation {
        code: Code::HidesFolder,
        meaning: "A file gets a volume over its folder, so whatever the image has in that folder is not seen. Where the \
                  folder is the file's own, nothing is lost. A tmpfs hides files of the project that are part of the image, too: \
                  give them a target outside of it.",
        why: "ECS mounts folders only, while Docker mounts single files too.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    secrets:\n      - source: key\n        target: /shop/config/key\nsecrets:\n  key:\n    external: true\n    name: shop/key\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    secrets:\n      - source: key\n        target: /run/shop/key\nsecrets:\n  key:\n    external: true\n    name: shop/key\n",
    },
    Explanation {
        code: Code::TooMuchToCopy,
        meaning: "The files that are to be copied into a task have more than 24 KiB. Put them into the image, or keep \
                  them in a named volume or in S3. A file in a mounted volume would be hidden there in an image: mount it \
                  outside of the volume.",
        why: "The commands that write them are part of the task definition, which has 64 KiB for everything, and bytes \
              that are no text grow by a third there.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        example: "$ du -b pages\n1048576\tpages\n$ stackpose convert\n",
        instead: "services:\n  web:\n    image: ghcr.io/example/web:1.7\n    volumes:\n      - ./pages:/srv/pages:ro\n# file: pages/index.html\n<h1>Welcome</h1>\n",
    },
    Explanation {
        code: Code::NeedsBake,
        meaning: "A config or a mount of a single file goes into an image that is derived from the service's. \
                  `stackpose bake` writes its build for `docker buildx bake`; its name is the value of the service's \
                  image parameter.",
        why: "ECS mounts folders only, and a volume over the folder would hide what else the image has there. With \
              `x-aws-files: volume` you say that this does no harm.",
        page: "https://docs.docker.com/reference/compose-file/configs/",
        example: "services:\n  web:\n    image: nginx:1.29\n    configs:\n      - source: site\n        target: /etc/nginx/conf.d/default.conf\nconfigs:\n  site:\n    content: \"server { listen 80; }\"\n",
        instead: "services:\n  web:\n    image: nginx:1.29\n    x-aws-files: volume\n    configs:\n      - source: site\n        target: /etc/nginx/conf.d/default.conf\nconfigs:\n  site:\n    content: \"server { listen 80; }\"\n",
    },
    Explanation {
        code: Code::DevelopmentMount,
        meaning: "The folder that is mounted has the source of an image that is built, so it is left out: the image has \
                  these files.",
        why: "Such a mount shows changes at once while one develops. A task gets the image as it was built.",
        page: "https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/",
        example: "services:\n  web:\n    build: .\n    volumes:\n      - ./src:/app/src\n# file: src/main.js\nconsole.log(1)\n",
        instead: "services:\n  web:\n    build: .\n# file: src/main.js\nconsole.log(1)\n",
    },
    Explanation {
        code: Code::WindowsFiles,
        meaning: "Secrets, configs and copied folders reach a task through a first container with a shell of Linux, which \
                  does not run on Windows. Give values as variables, and put files into the image.",
        why: "The containers of a task run on one system, and the script that writes the files is for the shell of POSIX.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/windows-considerations.html",
        example: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    platform: windows/amd64\n    secrets:\n      - key\nsecrets:\n  key:\n    external: true\n    name: shop/key\n",
        instead: "services:\n  shop:\n    image: ghcr.io/example/shop:2.4\n    platform: windows/amd64\n    x-aws-secrets:\n      SHOP_KEY: key\nsecrets:\n  key:\n    external: true\n    name: shop/key\n",
    },
    Explanation {
        code: Code::CannotCopy,
        meaning: "A folder that is to be copied into a task holds something that cannot be: a link to nothing or in a \
                  circle, a socket, a pipe, a name with control characters, or the file of a secret.",
        why: "Only files and folders can be written again in the task, and their names stand in the template as text.",
        page: "https://docs.docker.com/reference/compose-file/services/#volumes",
        example: "$ ln -s . pages/again\n$ stackpose convert\n",
        instead: "$ rm pages/again\n$ stackpose convert\n",
    },
];
