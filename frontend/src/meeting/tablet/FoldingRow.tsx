import { IconChevronDown, IconDots } from "@tabler/icons-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { BarButton } from "./BarButton";
import classes from "./Bar.module.css";
import { useFolded } from "./useFolded";

/** Entries in one row; those that do not fit are unfolded above the bar by a button that is there only then. */
export function FoldingRow({ children }: { children: ReactNode }) {
  const { t } = useTranslation("meeting");
  const row = useRef<HTMLDivElement>(null);
  const lineHeight = useFolded(row);
  const [wanted, setWanted] = useState(false);
  const folds = lineHeight !== null;
  const open = folds && wanted;
  const Icon = open ? IconChevronDown : IconDots;
  return (
    <>
      <div ref={row} className={classes.row} data-open={open} style={open || !folds ? undefined : { maxHeight: lineHeight }}>
        {children}
      </div>
      {folds && (
        <div className={classes.more}>
          <BarButton
            icon={<Icon size={24} stroke={1.75} aria-hidden />}
            name={t(open ? "bar.less" : "bar.more")}
            aria-expanded={open}
            onClick={() => setWanted(!open)}
          />
        </div>
      )}
    </>
  );
}
