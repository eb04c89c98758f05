// Preloaded into Supabase Lite as it serves. Elsewhere a gateway stands before Supabase's sign-in and lets pages of any
// origin read its answers; Lite lets them ask, and no more.
import { ServerResponse } from "node:http";

const { writeHead } = ServerResponse.prototype;

ServerResponse.prototype.writeHead = function (...given) {
  if (this.req.url.startsWith("/auth/v1/")) {
    this.setHeader("Access-Control-Allow-Origin", "*");
    const asked = this.req.headers["access-control-request-headers"];
    if (asked) this.setHeader("Access-Control-Allow-Headers", asked);
  }
  return writeHead.apply(this, given);
};

// It never outlives the process that holds the other end of its standard input.
process.stdin.on("end", () => process.kill(process.pid, "SIGINT")).resume().unref();
