import type { ReactNode } from "react";
import classes from "./SectionHead.module.css";

/** Title of one section of the preparation, its figures, and what one can do. */
export function SectionHead({ title, facts, children }: { title: string; facts?: string; children?: ReactNode }) {
  return (
    <div className={classes.head}>
      <h2 className={classes.title}>
        {title}
        {facts && <span className={classes.facts}> · {facts}</span>}
      </h2>
      <div className={classes.acts}>{children}</div>
    </div>
  );
}
