// The style sheet of all pages: quiet surroundings, so that the report's own colours speak; readable on
// paper; visible keyboard focus.

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class PageStyle
{
    /// <summary>The media query of a telephone.</summary>
    public const string Narrow = "(max-width:600px)";

    public const string Css = $$$"""
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:#EEF2F6;color:#1F2933;font:10pt/1.35 "Segoe UI",system-ui,"Noto Sans","DejaVu Sans",sans-serif}
        a{color:#0B5CAD;text-decoration:none}a:hover{text-decoration:underline}
        a:focus-visible,summary:focus-visible,input:focus-visible,select:focus-visible,button:focus-visible,.scroll:focus-visible{outline:2px solid #0B5CAD;outline-offset:2px;border-radius:2px}
        .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:#fff;padding:6px 10px;z-index:9}
        .top{display:flex;align-items:center;gap:8px;background:#14263A;color:#C9D5E1;padding:9px 20px;font-size:9.5pt}
        .top a{color:#fff}.brand{font-weight:700;letter-spacing:.02em}.slash{color:#6C8298}.here{color:#fff}
        .right{margin-left:auto;display:flex;align-items:center;gap:12px}.note{color:#9FB1C3}
        .badge{border:1px solid #4A6178;border-radius:10px;padding:1px 9px;font-size:8pt;color:#9FB1C3}
        .menu{position:relative}.menu summary{cursor:pointer;color:#fff}.menu ul{position:absolute;right:0;z-index:5;margin:6px 0 0;padding:6px 0;list-style:none;background:#fff;border-radius:6px;box-shadow:0 6px 20px #0003;min-width:13em}
        .menu li a{display:block;padding:5px 14px;color:#0B5CAD}
        .parameters{display:flex;flex-wrap:wrap;gap:12px;align-items:end;padding:12px 20px;background:#fff;border-bottom:1px solid #D9E0E7}
        .parameters label span{display:block;font-size:8pt;color:#5A6B7B;margin-bottom:2px}
        .parameters input,.parameters textarea,.parameters select{font:inherit;padding:4px 7px;border:1px solid #B8C4D0;border-radius:5px;background:#fff;min-width:11em;color:inherit}
        .parameters button{font:inherit;font-weight:600;padding:5px 16px;border:0;border-radius:5px;background:#0B5CAD;color:#fff;cursor:pointer}
        .quiet{padding:5px 0}
        .paper{margin:18px auto;background:#fff;border-radius:10px;box-shadow:0 1px 3px #1f29331f;padding:20px 26px}
        .cols{display:grid;align-items:stretch}.col{min-width:0;display:flex;flex-direction:column}.col>.rect,.col>.box{flex:1}
        .box,.rect{min-width:0;overflow-wrap:anywhere}.rect{border-radius:6px}
        .box{display:flex;flex-direction:column}
        .p{margin:0;display:block;white-space:pre-wrap;font-weight:400}.num{text-align:right}.marker{display:inline-block;min-width:1.6em;text-indent:0}.marker+*{text-indent:0}
        h1.p,h2.p{line-height:1.2}
        a>.p:first-child{text-decoration:inherit}
        .error{color:#B42318;font-weight:600;border-bottom:1px dotted #B42318;cursor:help}
        .errors{margin-top:20px;border:1px solid #F0B8B2;background:#FDF1F0;border-radius:6px;padding:8px 14px;font-size:9pt}
        .norows{margin:0;padding:14px 12px;background:#F5F7FA;border-radius:6px;color:#5A6B7B}
        .flat{margin:2px 0 0;font-size:12px;color:#5A6B7B}
        .scroll{overflow-x:auto}
        .map{margin:10px 20px 0;font-size:9pt}.map summary{cursor:pointer;color:#5A6B7B}.map ul{margin:4px 0 0;padding-left:18px}.anchor{scroll-margin-top:12px}
        .picture{overflow:hidden;line-height:0}.picture img{max-width:100%}.picture.fit img{width:100%;height:100%}.picture.proportional img{width:100%;height:100%;object-fit:contain}.picture.clip img{max-width:none}
        .tablix{border-collapse:collapse;table-layout:fixed;width:100%;min-width:820px}.tablix.small{min-width:0}
        :where(.tablix) :where(td,th){overflow-wrap:anywhere;text-align:left;font-weight:400;padding:0}
        .tablix tbody tr:hover td{background-color:#F3F8FD}
        .tablix thead th{background:#fff}.sort:hover .arrow:empty::after{content:'▾'}
        .sort{color:inherit;display:flex;gap:3px;align-items:end}.sort .p{flex:1}.arrow{font-size:7pt;color:#0B5CAD}
        .toggle{display:flex;gap:6px;align-items:flex-start}.toggle>div{min-width:0;flex:1}
        .toggle input{appearance:none;width:14px;height:14px;margin:1px 0 0;flex:none;cursor:pointer;border-radius:3px;background:center/9px no-repeat url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Cpath d='M2 .6 6.4 4 2 7.4Z' fill='%235A6B7B'/%3E%3C/svg%3E")}
        .toggle input:checked{transform:rotate(90deg)}
        .indicator{display:block;text-align:center;line-height:0;padding:2px}
        .gauges svg{display:block;width:100%;height:auto;font-family:inherit}
        .blocks{letter-spacing:-.08em;white-space:nowrap}
        .bar{display:block;width:calc(100% - 10px);height:10px;margin:0 5px;border-radius:3px}
        .chart{margin:0;overflow-x:auto}.chart svg{display:block;width:100%;min-width:640px;height:auto;font-family:inherit}
        .point:hover rect,.point:focus rect{filter:brightness(.82)}.dot{opacity:0}.point:hover .dot,a.point:focus .dot{opacity:1}
        a.point{cursor:pointer}
        .spark{margin:0}.spark svg{width:100%;height:30px;min-width:0}
        .figures{font-size:8.5pt;color:#5A6B7B}.figures summary{cursor:pointer;width:max-content}.figures .scroll{max-height:260px;overflow:auto}.figures table{border-collapse:collapse}.figures th,.figures td{padding:2px 10px;text-align:right;font-weight:400;border-bottom:1px solid #E7ECF1}
        .section>.band:first-child{margin-top:0!important}
        header.section{margin-bottom:12px;padding-bottom:4px}footer.section{margin-top:20px;padding-top:6px}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:16px;padding:0;list-style:none}
        .cards li{background:#fff;border-radius:10px;box-shadow:0 1px 3px #1f29331f;padding:18px 20px;border-top:3px solid #0B5CAD}.cards li.broken{border-top-color:#B42318}
        .cards h2{margin:0 0 6px;font-size:13pt}.cards p{margin:0;color:#5A6B7B}.cards ul{margin:8px 0 0;padding-left:18px;color:#B42318;font-size:9pt;overflow-wrap:anywhere}
        .plain{max-width:1040px;margin:26px auto;padding:0 20px}.problem{background:#fff;border-left:4px solid #B42318;border-radius:6px;padding:16px 20px;box-shadow:0 1px 3px #1f29331f}.problem h1{margin:0 0 8px;font-size:15pt}.problem dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:12px 0 0}.problem dt{color:#5A6B7B}.problem dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
        .all-columns,.chart .narrow{display:none}
        @media {{{Narrow}}}{
        .top{padding:9px 12px}.top .note,.badge{display:none}
        .parameters{padding:10px 12px}.parameters label{flex:1 1 40%}.parameters :is(input,select){width:100%;min-width:0}
        .paper{margin:0;border-radius:0;padding:12px}.box,.rect{min-height:0!important}.rect{padding-bottom:6px}
        .cols{display:flex;flex-wrap:wrap;gap:8px}.cols>.col{flex:1 1 calc(var(--width)*.7)}.gap{display:none}
        .all-columns{display:block;position:sticky;left:0;width:max-content;padding:6px 0;color:#5A6B7B;font-size:8.5pt}
        .narrowing:not(:has(.all-columns :checked)){
        .tablix{display:block;min-width:0}thead,tbody{display:block}tr{display:flex}
        :is(td,th){display:flex;flex-direction:column;justify-content:center;min-width:0}[colspan]{flex:1 1 100%}}
        .chart svg{min-width:0}.chart .narrow{display:block}.chart .full{display:none}
        }
        @media print{@page{size:A4 landscape;margin:10mm}body{background:#fff}.top,.parameters,.skip,.figures,.toggle input{display:none}.paper{max-width:none!important;margin:0;padding:0;box-shadow:none}
        .tablix tr,.chart,.rect{break-inside:avoid}.tablix thead{position:static;display:table-header-group}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}.scroll{overflow:visible}.tablix{min-width:0}}

        """;
}
