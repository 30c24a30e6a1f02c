/// The style sheet of a report.
///
/// The page's policy names its digest, so that no other style has any effect: a test holds the two together.
enum ReportStyle {
  /// SHA-256 of `sheet`, in Base64, as a content security policy names it.
  static let digest = "MYSzxNKgS1Rrc/SoMgxcMSnyElXaaW/v8HynMF5c3hw="

  static let sheet = """
    :root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#1b222d;--soft:#566173;--line:#dde1e8;--grid:#e6e9ee;
    --good:#1f7a52;--calm:#4a7ebb;--mute:#8d97a8;--wait:#96600a;--bad:#b93528;--worse:#8a2c62;--late:#7256b8;--pale:#c3cad5;
    --mark:#eceff4}
    @media (prefers-color-scheme:dark){:root{--page:#11151b;--card:#191f27;--ink:#e7eaf0;--soft:#a4aebd;--line:#2c3541;
    --grid:#262e39;--good:#46b583;--calm:#6fa3dd;--mute:#76828f;--wait:#d99a3d;--bad:#e8705f;--worse:#d06aa3;--late:#a48be0;
    --pale:#4c5766;--mark:#2a323e}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
    "Noto Sans",sans-serif}
    header,main,footer{max-width:66rem;margin:0 auto;padding:0 1.25rem}
    header{padding-top:2.5rem}
    h1{margin:0 0 .25rem;font-size:1.75rem;line-height:1.2;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
    h2{margin:0 0 .75rem;font-size:1.125rem;font-weight:650}
    p{margin:0 0 .75rem}
    .lead{color:var(--soft);max-width:46rem}
    .state{display:inline-block;margin:.25rem .5rem .75rem 0;padding:.1rem .6rem;border:1px solid currentColor;
    border-radius:1rem;font-size:.875rem;font-weight:600}
    .state.ok{color:var(--good)}.state.warn{color:var(--wait)}.state.err{color:var(--bad)}
    dl.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.75rem 1.5rem;margin:1rem 0 1.5rem}
    .facts dt{color:var(--soft);font-size:.8125rem}
    .facts dd{margin:0;overflow-wrap:anywhere}
    section{background:var(--card);border:1px solid var(--line);border-radius:.625rem;padding:1.25rem;margin:0 0 1.25rem;
    min-width:0}
    .pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 1.25rem}
    .parts{display:block;width:100%;height:1.5rem;margin:0 0 .75rem;border-radius:.25rem}
    .scroll{overflow-x:auto}
    .scroll:focus-visible,summary:focus-visible{outline:2px solid var(--calm);outline-offset:2px}
    table{width:100%;border-collapse:collapse;font-size:.9375rem}
    caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    th,td{padding:.3rem 1rem .3rem 0;text-align:start;vertical-align:baseline;border-bottom:1px solid var(--line)}
    th:last-child,td:last-child{padding-right:0}
    tbody th{font-weight:500}
    tbody th,tbody td{overflow-wrap:anywhere;min-width:4.5rem}
    thead th{color:var(--soft);font-size:.8125rem;font-weight:500}
    tfoot th,tfoot td{border-bottom:0;font-weight:650}
    tbody:last-child tr:last-child>*{border-bottom:0}
    .n{width:1%;text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
    .n+td:not(.n){padding-inline-start:.75rem}
    .scroll+.note{margin-top:.5rem}
    td.d{width:38%;min-width:3rem}.pair td.d{width:60%}
    .bar{display:block;width:100%;height:.625rem;border-radius:.125rem}
    .dot{display:inline-block;width:.7rem;height:.7rem;margin-inline-end:.5rem;vertical-align:-.03rem}
    .plot{position:relative;padding-top:1.25rem}
    .plot svg{display:block;width:100%;height:9rem;overflow:visible}
    .plot .end{position:absolute;top:0;left:0;color:var(--soft);font-size:.75rem;font-variant-numeric:tabular-nums}
    .axis{display:flex;justify-content:space-between;margin:.35rem 0 .75rem;color:var(--soft);font-size:.75rem;
    font-variant-numeric:tabular-nums}
    .grid{fill:none;stroke:var(--grid);vector-effect:non-scaling-stroke}
    .line{fill:none;stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round;stroke-linecap:round}
    .good{fill:var(--good)}.calm{fill:var(--calm)}.mute{fill:var(--mute)}.wait{fill:var(--wait)}.bad{fill:var(--bad)}
    .worse{fill:var(--worse)}.late{fill:var(--late)}.pale{fill:var(--pale)}
    .line.calm{fill:none;stroke:var(--calm)}.line.wait{fill:none;stroke:var(--wait)}
    .key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:0 0 .75rem;padding:0;list-style:none;color:var(--soft);
    font-size:.8125rem}
    details{margin-top:.5rem}details+.scroll{margin-top:1rem}
    summary{cursor:pointer;color:var(--soft);font-size:.875rem}
    .note{color:var(--soft);font-size:.875rem;font-weight:400}
    tbody th .note{margin-inline-start:.25rem}
    .note:last-child{margin-bottom:0}
    .examples{margin:.25rem 0 0;padding:0;list-style:none;color:var(--soft);font-size:.875rem}
    .examples li{margin:0 0 .25rem;overflow-wrap:anywhere}
    code,.raw{font-family:ui-monospace,"SFMono-Regular",Menlo,Consolas,monospace;font-size:.875em}
    .raw{display:block;padding:.3rem .5rem;background:var(--mark);border-radius:.25rem;color:var(--ink)}
    .mark{padding:0 .2em;background:var(--mark);border:1px solid var(--line);border-radius:.2em;color:var(--soft);
    font-size:.8em;white-space:nowrap}
    .sum{font-variant-numeric:tabular-nums}
    footer{padding-bottom:2.5rem;color:var(--soft);font-size:.8125rem}
    @media (max-width:48rem){.pair{grid-template-columns:minmax(0,1fr)}}
    @media (max-width:30rem){header{padding-top:1.5rem}header,main,footer{padding-left:.75rem;padding-right:.75rem}
    section{padding:1rem .75rem}h1{font-size:1.4rem}th,td{padding-right:.5rem}td.d{width:24%}.s{display:none}
    dl.facts{grid-template-columns:1fr 1fr;gap:.6rem 1rem}}
    @media print{:root{--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--grid:#ddd;--good:#1f7a52;--calm:#4a7ebb;
    --mute:#8d97a8;--wait:#96600a;--bad:#b93528;--worse:#8a2c62;--late:#7256b8;--pale:#c3cad5;--mark:#f0f0f0;
    color-scheme:light}
    @page{margin:15mm}
    body{font-size:11pt}header{padding-top:0}header,main,footer{max-width:none;padding-left:0;padding-right:0}
    section{border:0;border-top:1px solid var(--line);border-radius:0;padding:.75rem 0}
    section,tr,.plot,.parts{break-inside:avoid}h2{break-after:avoid}section.long{break-inside:auto}
    .scroll{overflow:visible}svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    .pair{display:block}details:not([open]){display:none}summary{list-style:none}}

    """
}
