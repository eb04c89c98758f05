"use strict";

// What rings, and why; CONTRIBUTING says what to do then. Each alarm tells the topic Alarms, also when it is over.

const { camel } = require("./names.js");

const MINUTE = 60;
// The API's functions answer in milliseconds when all is well; at this the slowest hundredth is what people complain of.
const SLOW_MS = 3000;
// Of the others: so much of their time is used up that the next long document will not end in it.
const NEARLY_OUT_OF_TIME = 0.8;
// Longer in the queue than anything takes that is not stuck: of uploads people watch the progress; runs are sent again by
// the relay after ten minutes, and may then wait behind thousands.
const OLDEST_S = { DocumentQueue: 15 * MINUTE, WorkflowQueue: 30 * MINUTE };

const alarm = (description, properties) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    AlarmDescription: description,
    EvaluationPeriods: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
    AlarmActions: [{ Ref: "Alarms" }],
    OKActions: [{ Ref: "Alarms" }],
    ...properties,
  },
});

const metric = (namespace, name, dimensions, statistic, period) => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  ...(statistic.startsWith("p") ? { ExtendedStatistic: statistic } : { Statistic: statistic }),
  Period: period,
});

const ofFunction = (name, fullName, settings, provider) => {
  const of = { FunctionName: fullName };
  const timeoutMs = 1000 * (settings.timeout ?? provider.timeout);
  const isAwaited = settings.events.some((event) => event.httpApi);
  return {
    [`${camel(name)}Errors`]: alarm(`${name} crashed or ran out of time`, {
      ...metric("AWS/Lambda", "Errors", of, "Sum", 5 * MINUTE),
      Threshold: 1,
    }),
    [`${camel(name)}Throttles`]: alarm(`${name} was to start more often than the account lets it`, {
      ...metric("AWS/Lambda", "Throttles", of, "Sum", 5 * MINUTE),
      Threshold: 1,
    }),
    // Three times in a row: one cold start among few requests is no news.
    [`${camel(name)}Slow`]: alarm(`one call in a hundred of ${name} takes unusually long`, {
      ...metric("AWS/Lambda", "Duration", of, "p99", 5 * MINUTE),
      EvaluationPeriods: 3,
      Threshold: isAwaited ? SLOW_MS : NEARLY_OUT_OF_TIME * timeoutMs,
    }),
  };
};

const ofQueue = (queue, dead) => ({
  [`${dead}Filled`]: alarm(`a message of ${queue} was given up`, {
    ...metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", queueName(dead), "Maximum", 5 * MINUTE),
    Threshold: 1,
  }),
  [`${queue}Waits`]: alarm(`the oldest message of ${queue} waits for long`, {
    ...metric("AWS/SQS", "ApproximateAgeOfOldestMessage", queueName(queue), "Maximum", 5 * MINUTE),
    Threshold: OLDEST_S[queue],
  }),
});

const queueName = (queue) => ({ QueueName: { "Fn::GetAtt": [queue, "QueueName"] } });

// Of each function that can count it, summed: an alarm cannot search for them.
const countedBy = (services, name) => [
  ...services.map((service, index) => {
    const { Statistic, Period, ...what } = metric("Skillpath", name, { service }, "Sum", 5 * MINUTE);
    return { Id: `m${index}`, MetricStat: { Metric: what, Stat: Statistic, Period }, ReturnData: false };
  }),
  { Id: "all", Expression: `SUM([${services.map((_, index) => `m${index}`).join(", ")}])`, Label: name },
];

module.exports = async ({ resolveConfigurationProperty }) => {
  const functions = await resolveConfigurationProperty(["functions"]);
  const service = await resolveConfigurationProperty(["service"]);
  const provider = {
    stage: await resolveConfigurationProperty(["provider", "stage"]),
    timeout: await resolveConfigurationProperty(["provider", "timeout"]),
  };
  const fullName = (name) => `${service}-${provider.stage}-${name}`;
  const outside = Object.keys(functions).filter((name) => {
    const { SKILLPATH_BUCKET, SKILLPATH_QUEUE_URL } = functions[name].environment ?? {};
    return SKILLPATH_BUCKET || SKILLPATH_QUEUE_URL;
  });
  return {
    Resources: {
      ...Object.assign(
        {},
        ...Object.entries(functions).map(([name, settings]) => ofFunction(name, fullName(name), settings, provider)),
      ),
      ...ofQueue("DocumentQueue", "DocumentDeadLetters"),
      ...ofQueue("WorkflowQueue", "WorkflowDeadLetters"),
      ApiFails: alarm("the API answered with a 5xx", {
        ...metric("AWS/ApiGateway", "5xx", { ApiId: { Ref: "HttpApi" } }, "Sum", 5 * MINUTE),
        Threshold: 1,
      }),
      WorkflowsDie: alarm("a workflow could be neither completed nor undone", {
        ...metric(
          "Skillpath",
          "WorkflowsEnded",
          { service: fullName("workflow_worker"), outcome: "dead-lettered" },
          "Sum",
          5 * MINUTE,
        ),
        Threshold: 1,
      }),
      BreakerOpens: alarm("something that is needed does not answer, and is left alone for a while", {
        Metrics: countedBy(outside.map(fullName), "BreakerOpened"),
        Threshold: 1,
      }),
    },
  };
};
