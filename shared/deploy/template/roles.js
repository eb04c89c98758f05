"use strict";

// A role for each function: its own log, the queue that feeds it, and what rights.yml gives it. The framework makes one
// role for all, which would give each what any of them needs.

const { roleOf, logGroupOf } = require("./names.js");

const MAY_BE_LAMBDA = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

// X-Ray knows no resources: this is the one right that cannot be less than everything.
const SEND_TRACES = {
  Effect: "Allow",
  Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  Resource: "*",
};

module.exports = async ({ resolveConfigurationProperty }) => {
  const functions = await resolveConfigurationProperty(["functions"]);
  const rights = await resolveConfigurationProperty(["custom", "rights"]);
  const tracing = await resolveConfigurationProperty(["provider", "tracing", "lambda"]);
  const isTraced = String(tracing) === "true";

  const roles = Object.entries(functions).map(([name, settings]) => {
    const missing = () => {
      throw new Error(`shared/deploy/template/rights.yml says nothing of ${name}: give it [] where it needs no rights`);
    };
    const statements = [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: { "Fn::GetAtt": [logGroupOf(name), "Arn"] },
      },
      ...settings.events.filter((event) => event.sqs).map((event) => ({
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        Resource: event.sqs.arn,
      })),
      ...(rights[name] ?? missing()),
      ...(isTraced ? [SEND_TRACES] : []),
    ];
    const policy = { PolicyName: "own", PolicyDocument: { Version: "2012-10-17", Statement: statements } };
    const properties = { AssumeRolePolicyDocument: MAY_BE_LAMBDA, Policies: [policy] };
    return [roleOf(name), { Type: "AWS::IAM::Role", Properties: properties }];
  });
  return { Resources: Object.fromEntries(roles) };
};
