import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PollRow } from "@/live";
import classes from "./Marks.module.css";
import { isElection, type Says } from "./words";

interface MarksProps {
  poll: PollRow;
  says: Says;
  disabled: boolean;
  onChange: (says: Says) => void;
}

const without = (keys: readonly string[], key: string) => keys.filter((other) => other !== key);

/** One line of a list that is marked or not; where one only may be marked, marking another moves the mark. */
function MarkLine({ option, poll, says, disabled, onChange }: MarksProps & { option: PollRow["options"][number] }) {
  const { t } = useTranslation("meeting");
  const { key, label } = option;
  const marked = says.options.includes(key);
  const single = poll.kind === "one_of";
  const isFull = !single && !isElection(poll) && says.options.length >= poll.seats && !marked;
  const toggle = () => onChange({ ...says, options: single ? [key] : marked ? without(says.options, key) : [...says.options, key] });
  return (
    <li className={classes.line} data-marked={marked} data-full={isFull}>
      <span className={classes.label} aria-hidden>
        {label}
      </span>
      {marked && <span className={classes.state}>{t("poll.chosen")}</span>}
      <span className={classes.box} data-round={single} aria-hidden>
        {marked && <IconCheck size={20} stroke={2.5} />}
      </span>
      <input
        type={single ? "radio" : "checkbox"}
        name={poll.id}
        aria-label={label}
        checked={marked}
        disabled={disabled || isFull}
        onChange={toggle}
      />
    </li>
  );
}

/** A candidate by for and against; tapping a mark again takes it away. */
function EachLine({ option, says, disabled, onChange }: MarksProps & { option: PollRow["options"][number] }) {
  const { t } = useTranslation("meeting");
  const { key, label } = option;
  const mark = (side: "options" | "against") => {
    const taken = says[side].includes(key);
    const cleared = { ...says, options: without(says.options, key), against: without(says.against, key) };
    onChange(taken ? cleared : { ...cleared, [side]: [...cleared[side], key] });
  };
  return (
    <li className={classes.line} data-each>
      <span className={classes.label}>{label}</span>
      <span className={classes.sides} role="group" aria-label={label}>
        {(["options", "against"] as const).map((side) => (
          <button
            key={side}
            type="button"
            className={classes.side}
            aria-pressed={says[side].includes(key)}
            aria-label={t(side === "options" ? "poll.for_named" : "poll.against_one", { name: label })}
            disabled={disabled}
            onClick={() => mark(side)}
          >
            {side === "options" ? <IconCheck size={20} aria-hidden /> : <IconX size={20} aria-hidden />}
            {t(side === "options" ? "poll.for" : "poll.against")}
          </button>
        ))}
      </span>
    </li>
  );
}

/** A list of options or candidates to be marked, with how many are and may be. */
export function Marks(props: MarksProps) {
  const { poll, says } = props;
  const { t } = useTranslation("meeting");
  const Line = poll.kind === "election_each" ? EachLine : MarkLine;
  const over = says.options.length > poll.seats;
  return (
    <div className={classes.marks}>
      <p className={classes.count} data-over={over} role={over ? "alert" : undefined}>
        {t(over ? "poll.marked_over" : "poll.marked", { marked: says.options.length, seats: poll.seats })}
      </p>
      <ul
        className={classes.lines}
        role={poll.kind === "one_of" ? "radiogroup" : "group"}
        aria-label={t("poll.your_choice")}
        data-many={poll.options.length > 6}
      >
        {poll.options.map((option) => (
          <Line key={option.key} {...props} option={option} />
        ))}
      </ul>
    </div>
  );
}
