// A front end's way through the API with nothing but `fetch`: every path, body and answer is typed by the document.

import type { paths } from "../../functions/docs/openapi";

type Method = "get" | "put" | "post" | "patch" | "delete";

/** The paths that answer a method. */
type PathsOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends PathsOf<M>> = paths[P] extends Record<M, infer O> ? O : never;

type Parameters<O> = O extends { parameters: infer All } ? All : never;

/** One group of parameters, as "path"; one that has to be given must be given here too. */
type Group<O, G extends string> =
  Parameters<O> extends { [K in G]: infer Given }
    ? { [K in G]: Given }
    : Parameters<O> extends { [K in G]?: infer Given }
      ? [NonNullable<Given>] extends [never]
        ? { [K in G]?: never }
        : { [K in G]?: NonNullable<Given> }
      : { [K in G]?: never };

type Body<O> = O extends { requestBody: { content: { "application/json": infer Given } } }
  ? { body: Given }
  : { body?: never };

type Asked<O> = Group<O, "path"> & Group<O, "query"> & Group<O, "header"> & Body<O>;

type Json<R> = R extends { content: { "application/json": infer Given } } ? Given : undefined;

/** What a 2xx answers. */
type Answered<O> = O extends { responses: infer All }
  ? { [S in keyof All]: S extends 200 | 201 | 202 | 204 ? Json<All[S]> : never }[keyof All]
  : never;

export interface Answer<T> {
  readonly data: T;
  readonly status: number;
  readonly headers: Headers;
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** An answer that is none of 2xx: branch on `problem.code`. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
  }
}

type Values = Record<string, unknown>;

export class Skillpath {
  constructor(
    private readonly base: string,
    private readonly token?: string,
  ) {}

  async send<M extends Method, P extends PathsOf<M>>(
    method: M,
    path: P,
    asked: Asked<Operation<M, P>>,
  ): Promise<Answer<Answered<Operation<M, P>>>> {
    const { path: variables, query, header, body } = asked as {
      path?: Values;
      query?: Values;
      header?: Values;
      body?: unknown;
    };
    const filled = String(path).replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(variables?.[name])),
    );
    const url = new URL(filled, this.base);
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
    }
    const headers = new Headers();
    for (const [name, value] of Object.entries(header ?? {})) {
      if (value !== undefined && value !== null) headers.set(name, String(value));
    }
    if (this.token !== undefined) headers.set("Authorization", `Bearer ${this.token}`);
    if (body !== undefined) headers.set("Content-Type", "application/json");
    const response = await fetch(url, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const data: unknown = text === "" ? undefined : JSON.parse(text);
    if (!response.ok) throw new ProblemError(data as Problem);
    return { data: data as Answered<Operation<M, P>>, status: response.status, headers: response.headers };
  }
}
