import { Navigate, Outlet, useLocation, useSearchParams } from "react-router";
import { useSession } from "@/api/session";
import { Loadable } from "@/kit/States";
import { isPaired } from "@/pair/deviceKey";
import { useOpenPapers } from "@/offline/papers/useKept";
import { useTellEquipment } from "@/pair/useTellEquipment";
import { useOpenQueue } from "./useOpenQueue";

/** Where to go after signing in: only a path of this application, never an address elsewhere. */
export function safeTarget(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : "/";
}

/** Lets only signed-in users through; others go to the sign-in page, paired screens to their key, and come back here. */
export function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const target = encodeURIComponent(`${pathname}${search}`);
  useTellEquipment(session.data?.user);
  useOpenQueue(session.data);
  useOpenPapers(session.data);
  return (
    <Loadable query={session}>
      {({ user }) => (user ? <Outlet /> : <Navigate to={`${isPaired() ? "/pair" : "/sign-in"}?next=${target}`} replace />)}
    </Loadable>
  );
}

/** The sign-in page for who is signed in already: straight to the target. */
export function SignedOut() {
  const session = useSession();
  const [search] = useSearchParams();
  return (
    <Loadable query={session}>
      {({ user }) => (user ? <Navigate to={safeTarget(search.get("next"))} replace /> : <Outlet />)}
    </Loadable>
  );
}
