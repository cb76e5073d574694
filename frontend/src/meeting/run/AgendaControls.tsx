import { Button } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { currentItem, nextItem } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";

/** Opens the next item (the current one closes with it), or closes the last. */
export function NextItemButton() {
  const { t } = useTranslation("meeting");
  const { parts, meeting, can } = useMeetingView();
  const act = useCommand();
  const next = nextItem(parts);
  const current = currentItem(parts);
  if (!can("run_meeting") || meeting.status !== "in_progress") return null;
  if (next) {
    return (
      <Button fullWidth loading={act.isPending} rightSection={<IconChevronRight size={18} aria-hidden />} onClick={() => act.mutate(acts.openItem(next.id))}>
        {t(current ? "agenda.next" : "agenda.first", { number: next.number })}
      </Button>
    );
  }
  if (!current) return null;
  return (
    <Button fullWidth loading={act.isPending} onClick={() => act.mutate(acts.closeItem(current.id))}>
      {t("agenda.close_last")}
    </Button>
  );
}
