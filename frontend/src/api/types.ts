/** Shapes of the answers, by docs/contract.md. Ids are UUID strings, times ISO 8601 with offset. */

export interface Page<T> {
  items: T[];
  page: number;
  pages: number;
  total: number;
}

export type Permission = "create_meeting" | "manage_directory" | "see_mailbox" | "see_health";

export interface User {
  id: string;
  username: string;
  display_name: string;
  kind: string;
  person: { id: string; full_name: string; position: string; unit_id: string; unit_name: string } | null;
  site: { id: string; name: string } | null;
  permissions: Permission[];
}

export interface DemoAccount {
  username: string;
  display_name: string;
}

export interface Session {
  user: User | null;
  server_time: string;
  language: string;
  demo_accounts: DemoAccount[];
}
