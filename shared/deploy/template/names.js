"use strict";

// What things are called in the template: roles by us, the others by the framework (its lib/plugins/aws/lib/naming.js).

const words = (name) => name.split("_").map((word) => word[0].toUpperCase() + word.slice(1));
const framework = (name) => name[0].toUpperCase() + name.slice(1).replaceAll("_", "Underscore");

module.exports = {
  camel: (name) => words(name).join(""),
  roleOf: (name) => `${words(name).join("")}Role`,
  logGroupOf: (name) => `${framework(name)}LogGroup`,
};
