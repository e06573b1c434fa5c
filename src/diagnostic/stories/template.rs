//! The stories of the codes E0801 and N0802: the finished template.

use super::Story;
use crate::diagnostic::Code;

/// The stories, by code.
pub(super) const STORIES: &[Story] = &[
    Story {
        code: Code::TooLargeTemplate,
        meaning: "The project gives a template that CloudFormation does not take, however it is sent. Convert it \
                  in parts: name services on the command line, or put them under profiles, and deploy each part \
                  as a stack.",
        why: "A template has at most 500 resources, 200 parameters, 200 outputs and 1,000,000 bytes; a default \
              of a parameter has at most 4,096 bytes and a description 1,024. The way round them is several \
              stacks.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
        example: "$ stackpose convert -o shop.yaml\n",
        instead: "$ stackpose --profile front convert -o front.yaml\n$ stackpose --profile back convert -o back.yaml\n",
    },
    Story {
        code: Code::NeedsBucket,
        meaning: "The template is good, but too long to travel inside a request. Deploy it through an S3 bucket; \
                  the AWS CLI uploads it for you when you name one.",
        why: "CloudFormation takes 51,200 bytes of template in a request, and 1,000,000 bytes from S3. About ten \
              services with published ports come to more than the first.",
        page: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
        example: "$ aws cloudformation deploy --stack-name shop --template-file template.yaml --capabilities CAPABILITY_IAM\n",
        instead: "$ aws cloudformation deploy --stack-name shop --template-file template.yaml --capabilities CAPABILITY_IAM --s3-bucket my-templates\n",
    },
];
