import { MutationCache, QueryClient } from "@tanstack/react-query";
import { forgetUnreached, notifyProblem } from "@/kit/notify";
import { wipeDevice } from "@/offline/wipe";
import { Problem, isSignedOut, isUnreachable } from "./problem";
import { setSignedOutHandler } from "./request";
import { noteSessionEnd } from "./sessionEnd";
import type { Session } from "./types";

export const SESSION_KEY = ["session"] as const;

/** Only a broken line is worth asking again; a refusal stays a refusal. */
export function shouldRetry(failures: number, error: unknown): boolean {
  const busy = error instanceof Problem && error.status === 503;
  return failures < 2 && (isUnreachable(error) || busy);
}

/** The one cache of server answers. A command that fails is told to the person unless its caller tells it (`meta.silent`). */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: shouldRetry, staleTime: 10_000, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
  mutationCache: new MutationCache({
    onSuccess: forgetUnreached,
    onError: (error, _variables, _context, mutation) => {
      if (mutation.meta?.silent !== true && !isSignedOut(error)) notifyProblem(error);
    },
  }),
});

/** Who was signed in here is not any more: says so, and asks what the sign-in page needs. */
export function endSession(client: QueryClient): void {
  const session = client.getQueryData<Session>(SESSION_KEY);
  if (!session?.user) return;
  noteSessionEnd();
  void wipeDevice(false);
  client.setQueryData<Session>(SESSION_KEY, { ...session, user: null });
  void client.invalidateQueries({ queryKey: SESSION_KEY });
}

setSignedOutHandler(() => endSession(queryClient));
