import { Button, Modal } from "@mantine/core";
import { IconMessageOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, type Schemas } from "@/api/client";
import { askEvery } from "@/api/line";
import { EmptyState, Loadable } from "@/kit/States";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import classes from "./Tablet.module.css";

const ASK_EVERY_MS = 10_000;

function useSilent(open: boolean) {
  const { id } = useMeetingView();
  return useQuery({
    queryKey: ["meeting", id, "silent"],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/attendance", { path: { meeting_id: id }, query: { show: "silent" } }, signal),
    enabled: open,
    refetchInterval: () => (open ? askEvery(ASK_EVERY_MS) : false),
  });
}

function SilentList({ rows, total }: { rows: readonly Schemas["AttendeeRow"][]; total: number }) {
  const { t } = useTranslation("meeting");
  if (rows.length === 0) return <EmptyState title={t("chair.silent_none")} />;
  return (
    <ul className={classes.people}>
      {rows.map((row) => (
        <li key={row.participant_id}>
          <strong>{row.full_name}</strong>
          <span>{[row.position, placeName(row.site_name)].filter(Boolean).join(" · ")}</span>
        </li>
      ))}
      {total > rows.length && <li>{t("chair.silent_more", { count: total - rows.length })}</li>}
    </ul>
  );
}

/** Who is present and has not had the floor yet, for who gives it. */
export function SilentButton() {
  const { t } = useTranslation("meeting");
  const [open, setOpen] = useState(false);
  const query = useSilent(open);
  return (
    <>
      <Button fullWidth leftSection={<IconMessageOff size={20} aria-hidden />} onClick={() => setOpen(true)}>
        {t("chair.silent")}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t("chair.silent")} size="lg">
        <Loadable query={query}>{({ items, total }) => <SilentList rows={items} total={total} />}</Loadable>
      </Modal>
    </>
  );
}
