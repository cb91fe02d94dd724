// Builds small RDL files for tests, so that each test shows only what it is about.

namespace AxMonitor.Sandbox.ReportPortal.Tests;

internal static class SmallReport
{
    public const string Data = "report.Data";

    /// <summary>A report with one dataset D (fields as given) and the body items given as RDL.</summary>
    public static string With(
        string body,
        string fields = "A B",
        string parameters = "",
        string queryParameters = "",
        string code = "",
        string extra = ""
    ) =>
        $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Report xmlns="http://schemas.microsoft.com/sqlserver/reporting/2016/01/reportdefinition" xmlns:rd="http://schemas.microsoft.com/SQLServer/reporting/reportdesigner" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
              {extra}
              <DataSources><DataSource Name="S"><DataSourceReference>S</DataSourceReference></DataSource></DataSources>
              <DataSets><DataSet Name="D">
                <Query><DataSourceName>S</DataSourceName>{queryParameters}<CommandType>StoredProcedure</CommandType><CommandText>{Data}</CommandText></Query>
                <Fields>{string.Concat(
                fields.Split(' ').Select(f => $"<Field Name=\"{f}\"><DataField>{f}</DataField></Field>")
            )}</Fields>
              </DataSet></DataSets>
              <ReportSections><ReportSection>
                <Body><ReportItems>{body}</ReportItems><Height>2in</Height></Body><Width>6in</Width><Page />
              </ReportSection></ReportSections>
              {parameters}
              {(code.Length == 0 ? "" : $"<Code>{code}</Code>")}
            </Report>
            """;

    public static string Textbox(string name, string value, string inside = "", string style = "") =>
        $"""
            <Textbox Name="{name}"><Paragraphs><Paragraph><TextRuns><TextRun><Value>{System.Security.SecurityElement.Escape(
                value
            )}</Value>{style}</TextRun></TextRuns></Paragraph></Paragraphs>{inside}<Height>0.2in</Height><Width>1in</Width></Textbox>
            """;

    /// <summary>A table over D: one column per value, header texts H0, H1 …, the row member given as
    /// RDL.</summary>
    public static string Table(string member, params string[] values) =>
        $"""
            <Tablix Name="T">
              <TablixBody>
                <TablixColumns>{string.Concat(
                values.Select(_ => "<TablixColumn><Width>1in</Width></TablixColumn>")
            )}</TablixColumns>
                <TablixRows>
                  <TablixRow><Height>0.2in</Height><TablixCells>{string.Concat(
                values.Select((_, i) => Cell(Textbox($"Head{i}", $"H{i}")))
            )}</TablixCells></TablixRow>
                  <TablixRow><Height>0.2in</Height><TablixCells>{string.Concat(
                values.Select((v, i) => Cell(Textbox($"Cell{i}", v)))
            )}</TablixCells></TablixRow>
                </TablixRows>
              </TablixBody>
              <TablixColumnHierarchy><TablixMembers>{string.Concat(
                values.Select(_ => "<TablixMember />")
            )}</TablixMembers></TablixColumnHierarchy>
              <TablixRowHierarchy><TablixMembers><TablixMember><KeepWithGroup>After</KeepWithGroup></TablixMember>{member}</TablixMembers></TablixRowHierarchy>
              <DataSetName>D</DataSetName><NoRowsMessage>nothing here</NoRowsMessage>
              <Height>0.4in</Height><Width>3in</Width>
            </Tablix>
            """;

    public static string Cell(string item) => $"<TablixCell><CellContents>{item}</CellContents></TablixCell>";

    public static string Parameters(string inside) => $"<ReportParameters>{inside}</ReportParameters>";

    public static InMemoryReportDataSource Source(string columns, params object?[][] rows) =>
        new InMemoryReportDataSource().Answer(Data, columns, rows);
}
