import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { clock } from "@/kit/dates";
import { EmptyState } from "@/kit/States";
import { useMeetingView } from "../shared/context";

/** What stands in the place of programme and wall once the meeting is over: sites that have left are no trouble then. */
export function EndFace() {
  const { t } = useTranslation("meeting");
  const { id, meeting } = useMeetingView();
  return (
    <EmptyState
      icon={<IconCircleCheck size={48} stroke={1.5} aria-hidden />}
      title={t("site.over")}
      detail={meeting.ended_at ? t("state.ended", { at: clock(meeting.ended_at) }) : ""}
      action={
        <Button component={Link} to={`/meetings/${id}/after`} size="lg">
          {t("state.to_minutes")}
        </Button>
      }
    />
  );
}
