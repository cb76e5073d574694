import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Problem } from "@/api/problem";
import { SESSION_KEY } from "@/api/queryClient";
import type { MeetingRow, Parts, Viewer } from "@/api/snapshot";
import { EmptyState, ErrorState, LoadingState } from "@/kit/States";
import { liveMeeting, useMeeting, type LiveState } from "@/live";

export interface OpenMeeting {
  meeting: MeetingRow;
  parts: Parts;
  viewer: Viewer;
  live: LiveState;
}

function openMeeting(live: LiveState): OpenMeeting | null {
  const meeting = live.parts && Object.values(live.parts.meeting)[0];
  return live.parts && live.viewer && meeting ? { meeting, parts: live.parts, viewer: live.viewer, live } : null;
}

function NotForYou() {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t("problem.missing.title")}
      detail={t("problem.missing.detail")}
      action={
        <Button component={Link} to="/">
          {t("act.home")}
        </Button>
      }
    />
  );
}

/** The line says that nobody is signed in: the session is asked for, and the guard does the rest. */
function useAskWhoIsHere(isSignedOut: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (isSignedOut) void client.invalidateQueries({ queryKey: SESSION_KEY });
  }, [client, isSignedOut]);
}

/** The live meeting for a desk screen; until it is there, the loading, refused or off-line face. */
export function MeetingGate({ id, children }: { id: string; children: (open: OpenMeeting) => ReactNode }) {
  const live = useMeeting(id);
  const open = openMeeting(live);
  useAskWhoIsHere(live.status === "signed_out");
  const retry = () => liveMeeting(id).retryNow();
  if (live.status === "forbidden" || live.viewer?.kind === "waiting") return <NotForYou />;
  if (open) return children(open);
  if (live.status === "loading") return <LoadingState />;
  return <ErrorState error={Problem.unreachable()} onRetry={retry} />;
}
