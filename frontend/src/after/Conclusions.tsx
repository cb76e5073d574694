import { useTranslation } from "react-i18next";
import type { ConclusionRow } from "@/api/snapshot";
import type { OpenMeeting } from "@/app/MeetingGate";
import { moment } from "@/kit/dates";
import { EmptyState } from "@/kit/States";
import { inOrder } from "@/prepare/agenda/order";
import classes from "./Records.module.css";
import { Panel } from "./Panel";

function Conclusion({ row, item }: { row: ConclusionRow; item: string }) {
  return (
    <li className={classes.record}>
      {item && <span className={classes.about}>{item}</span>}
      <p className={classes.text}>{row.text}</p>
      <span className={classes.about}>{[row.recorded_by, moment(row.recorded_at)].join(" · ")}</span>
    </li>
  );
}

/** What was concluded, in the order of the agenda. */
export function Conclusions({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const items = new Map(inOrder(open.parts.items).map((item, index) => [item.id, { item, index }]));
  const place = (row: ConclusionRow) => items.get(row.item_id ?? "")?.index ?? items.size;
  const rows = Object.values(open.parts.conclusions).sort((a, b) => place(a) - place(b) || a.recorded_at.localeCompare(b.recorded_at));
  const itemTitle = (row: ConclusionRow) => {
    const item = items.get(row.item_id ?? "")?.item;
    return item ? t("after:item", { number: item.number, title: item.title }) : "";
  };
  return (
    <Panel title={t("after:conclusions.title")} facts={rows.length > 0 && t("after:conclusions.count", { count: rows.length })}>
      <ol className={classes.records}>
        {rows.map((row) => (
          <Conclusion key={row.id} row={row} item={itemTitle(row)} />
        ))}
      </ol>
      {rows.length === 0 && <EmptyState title={t("after:conclusions.none")} />}
    </Panel>
  );
}
