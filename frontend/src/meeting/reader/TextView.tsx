import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState, LoadingState } from "@/kit/States";
import { paragraphsOf, sentencesOf } from "./aloud";
import type { Paper } from "./paper";
import type { OpenPdf } from "./pdf";
import classes from "./Reader.module.css";
import { pageText } from "./useSearch";

interface TextViewProps {
  paper: Paper;
  pdf: OpenPdf | null;
  page: number;
  /** How many times the usual size. */
  size: number;
  /** The sentence that is read aloud now. */
  sentence: string;
}

function Paragraph({ words, sentence }: { words: string; sentence: string }) {
  if (sentence === "" || !words.includes(sentence)) return <p>{words}</p>;
  return (
    <p>
      {sentencesOf(words).map((one, index) => (
        <span key={index} data-spoken={one === sentence}>
          {one}{" "}
        </span>
      ))}
    </p>
  );
}

/** The words of a page alone, as large as wanted and never wider than the screen. */
export function TextView({ paper, pdf, page, size, sentence }: TextViewProps) {
  const { t } = useTranslation("meeting");
  const { data, error, refetch } = useQuery({
    queryKey: ["page-text", paper.key, page, pdf !== null],
    queryFn: ({ signal }) => pageText(paper, pdf, page, signal),
    staleTime: Infinity,
  });
  const paragraphs = paragraphsOf(data?.text ?? "");
  return (
    <div className={classes.words} style={{ fontSize: `${size}rem` }} data-testid="text-view" data-page={page} tabIndex={0} role="group" aria-label={t("reader.page_text", { number: page })}>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingState label={t("reader.opening")} />}
      {data !== undefined && paragraphs.length === 0 && <p className={classes.quiet}>{t("reader.no_text")}</p>}
      {data?.is_recognised && paragraphs.length > 0 && (
        <p className={classes.recognised} role="note" data-testid="recognised">
          {t("reader.recognised")}
        </p>
      )}
      {paragraphs.map((words, index) => (
        <Paragraph key={index} words={words} sentence={sentence} />
      ))}
    </div>
  );
}
