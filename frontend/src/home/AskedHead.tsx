import { Link } from "react-router";
import classes from "./UnreadDocuments.module.css";

/** What one's unit is asked for: the way to all of it, and how much waits. */
export function AskedHead({ title, facts, to }: { title: string; facts: string | false; to: string }) {
  return (
    <div className={classes.head}>
      <h2 className={classes.title}>
        <Link to={to} className={classes.way}>
          {title}
        </Link>
      </h2>
      {facts && <span className={classes.facts}>{facts}</span>}
    </div>
  );
}
