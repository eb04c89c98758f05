"use strict";

// One page for whoever runs an installation: what people meet, what waits, what the functions count themselves.

// A part that AWS knows when it makes the stack: a name between at signs, as @HttpApi@ or @Files.Arn@.
const REFERENCE = /@([A-Za-z:]+)(?:\.([A-Za-z]+))?@/;

const joined = (text) => {
  const parts = text.split(REFERENCE);
  const pieces = [];
  for (let at = 0; at < parts.length; at += 3) {
    pieces.push(parts[at]);
    const [name, attribute] = parts.slice(at + 1, at + 3);
    if (name) pieces.push(attribute ? { "Fn::GetAtt": [name, attribute] } : { Ref: name });
  }
  return { "Fn::Join": ["", pieces] };
};

const graph = (title, stat, metrics) => ({
  type: "metric",
  width: 12,
  height: 6,
  properties: { title, stat, metrics, period: 300, region: "@AWS::Region@", view: "timeSeries" },
});

module.exports = async ({ resolveConfigurationProperty }) => {
  const names = Object.keys(await resolveConfigurationProperty(["functions"]));
  const service = await resolveConfigurationProperty(["service"]);
  const stage = await resolveConfigurationProperty(["provider", "stage"]);
  const fullName = (name) => `${service}-${stage}-${name}`;

  const ofEach = (metric) => names.map((name) => ["AWS/Lambda", metric, "FunctionName", fullName(name), { label: name }]);
  const ofApi = (...metrics) => metrics.map((metric) => ["AWS/ApiGateway", metric, "ApiId", "@HttpApi@"]);
  const ofQueues = (metric, ...queues) =>
    queues.map((queue) => ["AWS/SQS", metric, "QueueName", `@${queue}.QueueName@`, { label: queue }]);
  const counted = (metric, ...of) => ["Skillpath", metric, "service", ...of];
  const found = (...of) => ["AssessmentsMade", "SkillsFound", "SkillsUnknown", "Abstentions"].flatMap((metric) =>
    of.map((name) => counted(metric, fullName(name), { label: `${metric}, ${name}` })));
  const ended = ["completed", "compensated", "dead-lettered"].map((outcome) =>
    counted("WorkflowsEnded", fullName("workflow_worker"), "outcome", outcome, { label: outcome }));

  const countedByEach = (metric) => names.map((name) => counted(metric, fullName(name), { label: name }));

  const widgets = [
    graph("Requests, and those refused or failed", "Sum", ofApi("Count", "4xx", "5xx")),
    graph("How long answers take, 99 of 100 (ms)", "p99", ofApi("Latency", "IntegrationLatency")),
    graph("How long functions take, 99 of 100 (ms)", "p99", ofEach("Duration")),
    graph("Crashes and timeouts", "Sum", ofEach("Errors")),
    graph("Instances at once", "Maximum", ofEach("ConcurrentExecutions")),
    graph("Throttled", "Sum", ofEach("Throttles")),
    graph("Oldest message (s)", "Maximum", ofQueues("ApproximateAgeOfOldestMessage", "DocumentQueue", "WorkflowQueue")),
    graph("Messages given up", "Maximum",
      ofQueues("ApproximateNumberOfMessagesVisible", "DocumentDeadLetters", "WorkflowDeadLetters")),
    graph("Workflows that ended", "Sum", ended),
    graph("What assessments found", "Sum", found("assessments", "workflow_worker")),
    graph("Breakers that opened", "Sum", countedByEach("BreakerOpened")),
    graph("Cold starts", "Sum", countedByEach("ColdStart")),
  ];
  widgets.forEach((widget, index) => Object.assign(widget, { x: 12 * (index % 2), y: 6 * Math.floor(index / 2) }));
  const properties = { DashboardName: `${service}-${stage}`, DashboardBody: joined(JSON.stringify({ widgets })) };
  return { Resources: { Dashboard: { Type: "AWS::CloudWatch::Dashboard", Properties: properties } } };
};
