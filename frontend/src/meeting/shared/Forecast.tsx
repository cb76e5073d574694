import { useTranslation } from "react-i18next";
import { clock } from "@/kit/dates";
import { useServerNow } from "@/live";
import { useMeetingView } from "./context";
import { itemsInOrder } from "./selectors";
import { forecastOf } from "./time";

function lateWords(late: number): "late" | "early" | "in_time" {
  if (late > 0) return "late";
  return late < 0 ? "early" : "in_time";
}

/** When the meeting will end by what is left of its agenda, and how late or early that is. */
export function ForecastLine({ className }: { className?: string | undefined }) {
  const { t } = useTranslation("meeting");
  const { parts, meeting, live } = useMeetingView();
  const forecast = forecastOf(itemsInOrder(parts), meeting, useServerNow(live.clockOffset));
  if (forecast === null) return null;
  const words = { at: clock(forecast.end), count: Math.abs(forecast.late) };
  return (
    <span className={className} data-late={forecast.late > 0} data-testid="forecast">
      {t(`forecast.${lateWords(forecast.late)}`, words)}
    </span>
  );
}
