"""A local AWS for as long as a `with` block or a command runs.

    session.py COMMAND [ARGUMENT…]     runs COMMAND with an account at hand, ends with its exit status

The account is an emulator on a free loopback port, with a VPC and three subnets. The command finds VPC_ID, SUBNET_IDS (comma
between), and what every AWS client reads (AWS_ENDPOINT_URL, dummy credentials), and the venv's `aws` first in PATH.
Nothing is read from the user's AWS configuration and nothing leaves this machine.
"""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import botocore.config
import botocore.session

REGION = "us-east-1"
START_SECONDS = 60


class Account:
    """The emulated account: clients, environment for commands, and the network that templates ask for."""

    def __init__(self, endpoint, log):
        self.endpoint, self.log = endpoint, log
        self.vpc_id, self.subnet_ids = None, []

    def client(self, service):
        """A botocore client; separate sessions, so that threads may share the account."""
        session = botocore.session.Session()
        return session.create_client(
            service, region_name=REGION, endpoint_url=self.endpoint, aws_access_key_id="test", aws_secret_access_key="test",
            config=botocore.config.Config(read_timeout=60, retries={"max_attempts": 1}, proxies={}))

    def environment(self):
        """What a command needs to reach this account and no other."""
        keep = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return {
            **keep,
            "AWS_ENDPOINT_URL": self.endpoint, "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_PAGER": "",
            "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost",
            "PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), keep.get("PATH", os.defpath)]),
            "VPC_ID": self.vpc_id or "", "SUBNET_IDS": ",".join(self.subnet_ids),
        }

    def build_network(self):
        """One VPC, three subnets in three zones."""
        ec2 = self.client("ec2")
        self.vpc_id = ec2.create_vpc(CidrBlock="10.42.0.0/16")["Vpc"]["VpcId"]
        for index, zone in enumerate("abc"):
            made = ec2.create_subnet(VpcId=self.vpc_id, CidrBlock=f"10.42.{index}.0/24", AvailabilityZone=REGION + zone)
            self.subnet_ids.append(made["Subnet"]["SubnetId"])


def free_port():
    """A loopback port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(process, endpoint, log):
    """Return when the emulator answers; say what it said when it does not."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            opener.open(f"{endpoint}/_ministack/ready", timeout=2).close()
            return
        time.sleep(0.1)
    raise SystemExit(f"deploy: the emulator did not start (status {process.poll()}):\n{log.read_text(errors='replace')[-4000:]}")


def stop(process):
    """End the emulator, politely first."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def account():
    """Start the emulator, hand out the account, and end the emulator whatever happens."""
    # A cancelled job ends through `finally`, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="stackpose-aws-") as scratch:
        port, log = free_port(), pathlib.Path(scratch, "emulator.log")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "DOCKER_"))}
        environment.update(
            GATEWAY_PORT=str(port), BIND_HOST="127.0.0.1", TMPDIR=scratch, HOME=scratch, LOG_LEVEL="WARNING",
            STATE_DIR=f"{scratch}/state", S3_DATA_DIR=f"{scratch}/s3", PERSIST_STATE="0", S3_PERSIST="0",
            # Tasks are records here: no container is started even where Docker runs.
            DOCKER_HOST=f"unix://{scratch}/no-docker.sock", IOT_MTLS_ENABLED="0", SFTP_ENABLED="0")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, str(pathlib.Path(__file__).with_name("emulator.py"))],
                env=environment, cwd=scratch, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        try:
            endpoint = f"http://127.0.0.1:{port}"
            wait_until_ready(process, endpoint, log)
            made = Account(endpoint, log)
            made.build_network()
            yield made
        finally:
            stop(process)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    with account() as here:
        status = subprocess.run(sys.argv[1:], env=here.environment(), check=False).returncode
    sys.exit(status if status >= 0 else 128 - status)
