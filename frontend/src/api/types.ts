import type { Schemas } from "./client";

/** Shapes of the answers that every part of the application knows. */

export interface Page<T> {
  items: T[];
  page: number;
  pages: number;
  total: number;
}

export type Session = Schemas["SessionOut"];
export type User = Schemas["UserOut"];
export type Permission = User["permissions"][number];
export type DemoAccount = Schemas["DemoAccount"];
