import { Button, Loader } from "@mantine/core";
import { useTimeout } from "@mantine/hooks";
import { IconAlertTriangle, IconInbox, IconRefresh, IconWifiOff } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/api/describe";
import { isUnreachable } from "@/api/problem";
import classes from "./States.module.css";

interface EmptyStateProps {
  title: string;
  detail?: ReactNode;
  icon?: ReactNode;
  action?: ReactNode;
}

/** What stands where a list has nothing: says so, and offers the next step. */
export function EmptyState({ title, detail, icon, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <span className={classes.icon}>{icon ?? <IconInbox size={32} stroke={1.5} aria-hidden />}</span>
      <p className={classes.title}>{title}</p>
      {detail && <p className={classes.detail}>{detail}</p>}
      {action}
    </div>
  );
}

const SLOW_AFTER_MS = 4000;

/** Says that something is being loaded, and after four seconds that the line is slow. */
export function LoadingState({ label }: { label?: string }) {
  const { t } = useTranslation();
  const [slow, setSlow] = useState(false);
  useTimeout(() => setSlow(true), SLOW_AFTER_MS, { autoInvoke: true });
  return (
    <div className={classes.state} role="status">
      <Loader color="ink" size="md" />
      <p className={classes.detail}>{slow ? t("state.slow") : (label ?? t("state.loading"))}</p>
    </div>
  );
}

/** Says what went wrong, what to do, and offers another try. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { title, detail } = describeProblem(error);
  const Icon = isUnreachable(error) ? IconWifiOff : IconAlertTriangle;
  return (
    <div className={classes.state} role="alert">
      <span className={classes.icon}>
        <Icon size={32} stroke={1.5} aria-hidden />
      </span>
      <p className={classes.title}>{title}</p>
      {detail && <p className={classes.detail}>{detail}</p>}
      {onRetry && (
        <Button onClick={onRetry} leftSection={<IconRefresh size={18} aria-hidden />}>
          {t("act.retry")}
        </Button>
      )}
    </div>
  );
}

interface LoadableProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  loading?: ReactNode;
}

/** The loading and error faces of a query; data that is there stays shown while a newer answer fails. */
export function Loadable<T>({ query, children, loading }: LoadableProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return loading ?? <LoadingState />;
}
