import type { ReactNode } from "react";
import classes from "./Panel.module.css";

/** A titled part of the page. */
export function Panel({ title, facts, children }: { title: string; facts?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.panel}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {facts && <span className={classes.facts}>{facts}</span>}
      </div>
      {children}
    </section>
  );
}
