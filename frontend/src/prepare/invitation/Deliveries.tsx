import { IconAlertTriangle, IconCircleCheck, IconHourglass, IconMailOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DeliveryRow } from "@/api/snapshot";
import type { OpenMeeting } from "@/app/MeetingGate";
import { moment } from "@/kit/dates";
import { Pager } from "@/kit/Pager";
import { EmptyState } from "@/kit/States";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import { usePaged } from "@/kit/usePaged";
import { SectionHead } from "../SectionHead";
import classes from "../sites/SitesSection.module.css";

const FACE = {
  no_address: { tone: "care", Icon: IconMailOff },
  queued: { tone: "neutral", Icon: IconHourglass },
  sent: { tone: "good", Icon: IconCircleCheck },
  failed: { tone: "accent", Icon: IconAlertTriangle },
} as const satisfies Record<DeliveryRow["status"], { tone: Tone; Icon: typeof IconHourglass }>;

const RANK: Record<DeliveryRow["status"], number> = { failed: 0, no_address: 1, queued: 2, sent: 3 };

function Delivery({ row }: { row: DeliveryRow }) {
  const { t } = useTranslation();
  const { tone, Icon } = FACE[row.status];
  return (
    <li className={classes.line}>
      <span className={classes.words}>
        <span className={classes.name}>{row.to_name}</span>
        <span className={classes.facts}>{row.error || row.address}</span>
      </span>
      {row.sent_at && <span className={classes.facts}>{moment(row.sent_at)}</span>}
      <StatusTag tone={tone} icon={<Icon size={16} aria-hidden />}>
        {t(`prepare:delivery.${row.status}`)}
      </StatusTag>
    </li>
  );
}

/** To whom the invitation went, what failed first. */
export function Deliveries({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const rows = Object.values(open.parts.deliveries).sort(
    (a, b) => RANK[a.status] - RANK[b.status] || a.to_name.localeCompare(b.to_name, "vi"),
  );
  const paged = usePaged(rows);
  const sent = rows.filter(({ status }) => status === "sent").length;
  return (
    <>
      <SectionHead title={t("prepare:delivery.title")} facts={rows.length > 0 ? t("prepare:delivery.sent_of", { sent, all: rows.length }) : ""} />
      <ul className={classes.list}>
        {paged.shown.map((row) => (
          <Delivery key={row.id} row={row} />
        ))}
      </ul>
      {paged.page.pages > 1 && <Pager page={paged.page} onPage={paged.setPage} />}
      {rows.length === 0 && <EmptyState title={t("prepare:delivery.none_title")} detail={t("prepare:delivery.none_detail")} />}
    </>
  );
}
