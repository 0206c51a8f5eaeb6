"""ECS and Elastic Load Balancing over plain HTTP. Requests name their caller and are not signed: the sandbox verifies no signature."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml

NAMESPACE = {"elb": "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"}
# No proxy of the machine stands between the host and its production.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class AwsRefusal(Exception):
    """What AWS answered, in the words of its own tools."""

    def __init__(self, code, message, operation):
        super().__init__(f"An error occurred ({code}) when calling the {operation} operation: {message}")


def call_ecs(operation, **arguments):
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}",
    }
    status, body = send("ecs", operation, headers, json.dumps(arguments))
    answer = json.loads(body)
    if status != 200:
        raise AwsRefusal(answer.get("__type", status), answer.get("message", ""), operation)
    return answer


def call_elb(operation, arguments):
    """The root of the answer; its elements are in NAMESPACE."""
    form = urllib.parse.urlencode({"Action": operation, "Version": "2015-12-01", **arguments})
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    status, body = send("elasticloadbalancing", operation, headers, form)
    root = xml.fromstring(body)
    if status != 200:
        code = root.findtext("elb:Error/elb:Code", str(status), NAMESPACE)
        raise AwsRefusal(code, root.findtext("elb:Error/elb:Message", "", NAMESPACE), operation)
    return root


def send(service, operation, headers, body):
    region = os.environ.get("AWS_REGION", "us-east-1")
    caller = os.environ.get("AWS_ACCESS_KEY_ID", "")
    scope = f"{caller}/20251017/{region}/{service}/aws4_request"
    signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"], data=body.encode(), headers={**headers, "Authorization": signed}
    )
    try:
        with OPENER.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError as trouble:
        raise AwsRefusal("EndpointConnectionError", str(trouble), operation) from trouble
