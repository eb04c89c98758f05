"use strict";

// What people paste after "Authorize" is often the whole header; Swagger UI puts a "Bearer" of its own before it.
function withOneBearer(request) {
  const header = Object.keys(request.headers).find((name) => name.toLowerCase() === "authorization");
  if (header !== undefined) {
    request.headers[header] = request.headers[header].trim().replace(/^(?:Bearer\s+)+/i, "Bearer ");
  }
  return request;
}

window.ui = SwaggerUIBundle({
  url: new URL("openapi.json", document.baseURI).href,
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  requestInterceptor: withOneBearer,
  validatorUrl: null,
});
