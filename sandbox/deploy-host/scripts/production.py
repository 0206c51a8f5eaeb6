"""What the release script sees of production, and what it changes there."""

from aws_calls import NAMESPACE, call_ecs, call_elb
from pace import wait

POLL = 5
PATIENCE = 900


class ReleaseFailed(Exception):
    """The release cannot be done, or did not come up."""


class Production:
    def __init__(self, environment, service):
        self.cluster = f"applylens-{environment}"
        self.service = service
        self.canary_group = service.replace(f"-{environment}", f"-canary-{environment}")

    def task_definition_of(self, commit):
        """The newest active task definition that runs the commit."""
        page = {"familyPrefix": self.service, "sort": "DESC"}
        while True:
            listed = call_ecs("ListTaskDefinitions", **page)
            for arn in listed["taskDefinitionArns"]:
                described = call_ecs("DescribeTaskDefinition", taskDefinition=arn)["taskDefinition"]
                if runs_commit(described, commit):
                    return arn
            if not listed.get("nextToken"):
                raise ReleaseFailed(f"No task definition of {self.service} runs commit {commit[:12]}")
            page["nextToken"] = listed["nextToken"]

    def describe(self):
        return call_ecs("DescribeServices", cluster=self.cluster, services=[self.service])["services"][0]

    def begin_deployment(self, definition):
        """Its id."""
        changed = call_ecs("UpdateService", cluster=self.cluster, service=self.service, taskDefinition=definition)
        return next(each["id"] for each in changed["service"]["deployments"] if each["status"] == "PRIMARY")

    def until(self, what, holds, deployment):
        for _ in range(PATIENCE // POLL):
            deployments = self.describe()["deployments"]
            mine = next((each for each in deployments if each["id"] == deployment), None)
            if mine is None or mine["status"] != "PRIMARY" or mine["rolloutState"] == "FAILED":
                raise ReleaseFailed(f"The deployment {deployment} was not carried through")
            if holds(mine, deployments):
                return
            wait(POLL)
        raise ReleaseFailed(f"{what} after {PATIENCE // 60} minutes")

    def until_only_new_tasks_run(self, deployment):
        def holds(mine, deployments):
            others = sum(each["runningCount"] for each in deployments if each is not mine)
            return mine["runningCount"] >= mine["desiredCount"] and others == 0

        self.until("Old tasks still run", holds, deployment)

    def until_completed(self, deployment):
        self.until("The service is not stable", lambda mine, _: mine["rolloutState"] == "COMPLETED", deployment)

    def until_targets_are_healthy(self):
        service = self.describe()
        groups = [each["targetGroupArn"] for each in service["loadBalancers"]]
        for _ in range(PATIENCE // POLL):
            if all(healthy_targets(group) >= service["desiredCount"] for group in groups):
                return
            wait(POLL)
        raise ReleaseFailed("Targets are not healthy")

    def watch_for_ever(self):
        while True:
            self.describe()
            wait(30)

    def canary_rules(self):
        """Each way to the canary's target group: how it is changed, the group, and the weights of all its groups."""
        found = call_elb("DescribeTargetGroups", {"Names.member.1": self.canary_group})
        canary = found.findtext(".//elb:TargetGroupArn", None, NAMESPACE)
        balancer = found.findtext(".//elb:LoadBalancerArns/elb:member", None, NAMESPACE)
        rules = []
        for listener in call_elb("DescribeListeners", {"LoadBalancerArn": balancer}).iterfind(
            ".//elb:ListenerArn", NAMESPACE
        ):
            for rule in call_elb("DescribeRules", {"ListenerArn": listener.text}).iterfind(
                ".//elb:Rules/elb:member", NAMESPACE
            ):
                weights = weights_of(rule)
                if canary in weights and len(weights) > 1:
                    rules.append((way_to_change(rule, listener.text), canary, weights))
        if not rules:
            raise ReleaseFailed(f"No rule divides traffic between {self.canary_group} and another target group")
        return rules

    def set_canary_weight(self, rules, percent):
        """Without a share for the canary the other groups keep the weights they have."""
        for (operation, named, actions), canary, weights in rules:
            others = weights if percent == 0 else dict.fromkeys(weights, 100 - percent)
            shares = {**others, canary: percent}
            arguments = {**named, f"{actions}.member.1.Type": "forward"}
            for number, (group, weight) in enumerate(shares.items(), start=1):
                place = f"{actions}.member.1.ForwardConfig.TargetGroups.member.{number}"
                arguments |= {f"{place}.TargetGroupArn": group, f"{place}.Weight": str(weight)}
            call_elb(operation, arguments)


def revision_before(definition):
    family, revision = definition.rsplit(":", 1)
    return f"{family}:{int(revision) - 1}"


def runs_commit(definition, commit):
    variables = [each for container in definition["containerDefinitions"] for each in container.get("environment", [])]
    named = next((each["value"] for each in variables if each["name"] == "APP_COMMIT"), "")
    return bool(named) and commit.startswith(named)


def healthy_targets(group):
    states = call_elb("DescribeTargetHealth", {"TargetGroupArn": group}).iterfind(".//elb:State", NAMESPACE)
    return sum(1 for state in states if state.text == "healthy")


def way_to_change(rule, listener):
    """A default action is the listener's."""
    if rule.findtext("elb:IsDefault", "false", NAMESPACE) == "true":
        return "ModifyListener", {"ListenerArn": listener}, "DefaultActions"
    return "ModifyRule", {"RuleArn": rule.findtext("elb:RuleArn", None, NAMESPACE)}, "Actions"


def weights_of(rule):
    members = rule.iterfind(".//elb:ForwardConfig/elb:TargetGroups/elb:member", NAMESPACE)
    return {
        each.findtext("elb:TargetGroupArn", None, NAMESPACE): int(each.findtext("elb:Weight", "0", NAMESPACE))
        for each in members
    }
