"""Create and delete one stack through the API, with bounded waits and the reason when it fails."""

import time

import botocore.exceptions

WAIT_SECONDS = 60
INLINE_BYTES = 51_200


class Failed(Exception):
    """What went wrong, as a sentence for the person who reads the CI log."""


def status(cloudformation, name):
    """The stack's status, None when there is no such stack."""
    try:
        found = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except botocore.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return found[0]["StackStatus"] if found else None


def settle(cloudformation, name):
    """Wait until the stack rests; returns its last status."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        now = status(cloudformation, name)
        if now is None or not now.endswith("_IN_PROGRESS"):
            return now
        time.sleep(0.05)
    raise Failed(f"stack {name} still {now} after {WAIT_SECONDS} s")


def reasons(cloudformation, name):
    """The failed resources of a stack, one a line."""
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    return "\n".join(f"    {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
                     for event in reversed(events) if "FAILED" in event["ResourceStatus"])


def create(account, name, text, parameters):
    """Create a stack and wait for CREATE_COMPLETE."""
    cloudformation = account.client("cloudformation")
    body = {"TemplateBody": text}
    if len(text.encode()) > INLINE_BYTES:
        body = {"TemplateURL": upload(account, name, text)}
    try:
        cloudformation.create_stack(
            StackName=name, Capabilities=["CAPABILITY_IAM"], **body,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
    except botocore.exceptions.ClientError as error:
        raise Failed(f"refused: {error}") from error
    reached = settle(cloudformation, name)
    if reached != "CREATE_COMPLETE":
        raise Failed(f"{reached}\n{reasons(cloudformation, name)}")


def upload(account, name, text):
    """Put a large template where CloudFormation takes it from: a bucket."""
    storage = account.client("s3")
    storage.create_bucket(Bucket="stackpose-templates")
    storage.put_object(Bucket="stackpose-templates", Key=name, Body=text.encode())
    return f"{account.endpoint}/stackpose-templates/{name}"


def delete(account, name):
    """Delete a stack and see that it is gone."""
    cloudformation = account.client("cloudformation")
    cloudformation.delete_stack(StackName=name)
    reached = settle(cloudformation, name)
    if reached not in (None, "DELETE_COMPLETE"):
        raise Failed(f"after delete-stack: {reached}\n{reasons(cloudformation, name)}")
