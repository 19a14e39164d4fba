// What Lambda's Node runtime does before it loads a function: leave out what is below the function's log level.
"use strict";

const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const methods = { trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" };
const least = levels.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL);

for (const [method, level] of Object.entries(methods)) {
  if (levels.indexOf(level) < least) {
    console[method] = () => {};
  }
}
