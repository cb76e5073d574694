import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, run, tell } from "./client";
import { forgetDrafts } from "@/kit/drafts";
import { forgetProblem } from "@/kit/notify";
import { sendNotesInTime } from "@/notes/notebooks";
import { wipeDevice } from "@/offline/wipe";
import { keepSession, keptSession } from "./keptSession";
import { isUnreachable } from "./problem";
import { SESSION_KEY } from "./queryClient";
import { forgetSessionEnd, noteSessionEnd } from "./sessionEnd";
import type { Permission, Session, User } from "./types";
import { useAct } from "./useAct";

/** On a line this slow, a page belongs to who was here last until the server says something else. */
const PATIENCE_MS = 4_000;

/**
 * The session as the server tells it. A page that is opened without a network belongs to who was here last; the
 * server is asked again when it is back.
 */
async function askSession(signal: AbortSignal): Promise<Session> {
  const kept = keptSession();
  const asked = get("/api/session", {}, signal);
  if (kept === null) return asked;
  const fallback = asked.catch((error: unknown) => {
    if (isUnreachable(error)) return kept;
    throw error;
  });
  return Promise.race([fallback, new Promise<Session>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS))]);
}

const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal, client }) => {
    const before = client.getQueryData<Session>(SESSION_KEY);
    const session = await askSession(signal);
    if (!session.user && before?.user) noteSessionEnd();
    if (!session.user && (before?.user ?? keptSession())) await wipeDevice(false);
    keepSession(session);
    return session;
  },
  staleTime: 60_000,
});

/** Who is signed in on this device (user null: nobody). */
export function useSession() {
  return useQuery(sessionQuery);
}

/** The signed-in user. Only below the sign-in guard; elsewhere it throws. */
export function useUser(): User {
  const { data } = useQuery(sessionQuery);
  // When the session ends, a screen may be drawn once more before the guard takes it away: for who was here.
  const [before] = useState(data?.user);
  const user = data?.user ?? before;
  if (!user) throw new Error("useUser is called outside the signed-in part of the application");
  return user;
}

/** Whether the signed-in user holds a permission. */
export function useMay(permission: Permission): boolean {
  return useUser().permissions.includes(permission);
}

/** Signs in; the session in the cache is the new one when it is done. */
export function useSignIn() {
  const client = useQueryClient();
  return useAct((input: { username: string; password: string }) => tell("post", "/api/session", { body: input }), {
    silent: true,
    onDone: () => {
      forgetSessionEnd();
      forgetProblem();
      void client.invalidateQueries({ queryKey: SESSION_KEY });
    },
  });
}

/** Signs out and forgets every answer this user received. */
export function useSignOut() {
  const client = useQueryClient();
  return useAct(() => sendNotesInTime().then(() => tell("delete", "/api/session")), {
    onDone: () => {
      forgetSessionEnd();
      forgetDrafts();
      void wipeDevice(true);
      client.setQueryData<Session>(SESSION_KEY, (session) => session && { ...session, user: null });
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
      void client.invalidateQueries({ queryKey: SESSION_KEY });
    },
  });
}

/** Changes the password of the signed-in user. */
export function useChangePassword() {
  return useAct((input: { old: string; new: string }) => run("/api/session/password", { body: input }), { silent: true });
}
