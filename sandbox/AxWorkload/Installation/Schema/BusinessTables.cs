// Business tables that a monitor meets in waits, statements and index statistics. They hold few rows: what
// matters is that they exist under their names.
using static AxMonitor.Sandbox.AxWorkload.Installation.Schema.AxColumn;

namespace AxMonitor.Sandbox.AxWorkload.Installation.Schema;

internal static class BusinessTables
{
    public static readonly AxTable[] All =
    [
        AxTable.OfCompany(
            "INVENTSUM",
            "I_698ITEMDIMIDX",
            "PARTITION, DATAAREAID, ITEMID, INVENTDIMID",
            [
                Text("ITEMID", 20),
                Text("INVENTDIMID", 20),
                Real("PHYSICALINVENT"),
                Real("POSTEDQTY"),
                Real("RESERVPHYSICAL"),
                Number("CLOSED"),
                Number("CLOSEDQTY"),
            ],
            ("I_698DIMIDIDX", "PARTITION, DATAAREAID, INVENTDIMID, ITEMID")
        ),
        AxTable.OfCompany(
            "INVENTDIM",
            "I_2419DIMIDIDX",
            "PARTITION, DATAAREAID, INVENTDIMID",
            [
                Text("INVENTDIMID", 20),
                Text("INVENTSITEID", 10),
                Text("INVENTLOCATIONID", 10),
                Text("INVENTBATCHID", 20),
                Text("LICENSEPLATEID", 25),
            ]
        ),
        AxTable.OfCompany(
            "INVENTTRANS",
            "I_177RECID",
            "PARTITION, DATAAREAID, RECID",
            [
                Text("ITEMID", 20),
                Number("STATUSISSUE"),
                Number("STATUSRECEIPT"),
                Real("QTY"),
                Date("DATEPHYSICAL"),
                Id("INVENTTRANSORIGIN"),
            ],
            ("I_177ITEMIDX", "PARTITION, DATAAREAID, ITEMID, STATUSISSUE")
        ),
        AxTable.OfCompany(
            "INVENTTRANSORIGIN",
            "I_3142RECID",
            "PARTITION, DATAAREAID, RECID",
            [Text("INVENTTRANSID", 20), Text("REFERENCEID", 20), Number("REFERENCECATEGORY")]
        ),
        AxTable.OfCompany(
            "INVENTSUMDELTA",
            "I_2397RECID",
            "PARTITION, DATAAREAID, RECID",
            [Text("ITEMID", 20), Text("INVENTDIMID", 20), Id("TTSID"), Number("ISAGGREGATED")]
        ),
        AxTable.OfCompany(
            "SALESTABLE",
            "I_366SALESIDX",
            "PARTITION, DATAAREAID, SALESID",
            [Text("SALESID", 20), Text("SALESNAME", 60), Text("CUSTACCOUNT", 20), Number("SALESSTATUS")]
        ),
        AxTable.OfCompany(
            "SALESLINE",
            "I_359SALESLINEIDX",
            "PARTITION, DATAAREAID, SALESID, LINENUM",
            [Text("SALESID", 20), Real("LINENUM"), Text("ITEMID", 20), Number("SALESSTATUS"), Real("REMAINSALESPHYSICAL")]
        ),
        AxTable.OfCompany(
            "PURCHTABLE",
            "I_345PURCHIDX",
            "PARTITION, DATAAREAID, PURCHID",
            [Text("PURCHID", 20), Text("ORDERACCOUNT", 20), Number("PURCHSTATUS")]
        ),
        AxTable.OfCompany(
            "CUSTTABLE",
            "I_077ACCOUNTIDX",
            "PARTITION, DATAAREAID, ACCOUNTNUM",
            [Text("ACCOUNTNUM", 20), Text("CUSTGROUP", 10)]
        ),
        AxTable.OfCompany(
            "CUSTTRANS",
            "I_078RECID",
            "PARTITION, DATAAREAID, RECID",
            [Text("ACCOUNTNUM", 20), Text("VOUCHER", 20), Date("TRANSDATE"), Real("AMOUNTCUR")]
        ),
        AxTable.OfCompany(
            "LEDGERJOURNALTRANS",
            "I_212RECID",
            "PARTITION, DATAAREAID, RECID",
            [Text("JOURNALNUM", 10), Text("VOUCHER", 20), Real("AMOUNTCURDEBIT"), Real("AMOUNTCURCREDIT")]
        ),
        AxTable.OfCompany(
            "REQTRANS",
            "I_265RECID",
            "PARTITION, DATAAREAID, RECID",
            [Text("ITEMID", 20), Id("PLANVERSION"), Date("REQDATE"), Real("QTY")]
        ),
        AxTable.OfPartition(
            "GENERALJOURNALACCOUNTENTRY",
            "I_3119RECID",
            "PARTITION, RECID",
            [Text("SUBLEDGERVOUCHER", 20), Date("ACCOUNTINGDATE"), Real("ACCOUNTINGCURRENCYAMOUNT")]
        ),
        AxTable.OfPartition(
            "ECORESPRODUCT",
            "I_3274RECID",
            "PARTITION, RECID",
            [Text("DISPLAYPRODUCTNUMBER", 70), Number("PRODUCTTYPE")]
        ),
        AxTable.OfInstallation(
            "EVENTINBOX",
            "I_65477RECID",
            "RECID",
            [Text("USERID", 8), Number("PARENTTABLEID"), Number("ISREAD"), Date("ALERTCREATEDDATE")]
        ),
        AxTable.OfInstallation(
            "SYSDATABASELOG",
            "I_65450RECID",
            "RECID",
            [Number("TABLE_"), Number("LOGTYPE"), Text("CREATEDBY", 8), Date("CREATEDDATETIME"), Container("DATA")]
        ),
        AxTable.OfInstallation(
            "SYSTRACETABLESQL",
            "I_65462RECID",
            "RECID",
            [
                Date("CREATEDDATETIME"),
                Text("CREATEDBY", 8),
                Number("TRACETIME"),
                Number("CATEGORY"),
                Memo("STATEMENT"),
                Memo("CALLSTACK"),
                Number("CODE"),
                Memo("TEXT"),
                Memo("TEXTDETAILS"),
                Number("CONNECTIONTYPE"),
                Number("CONNECTIONSPID"),
                Number("CONNECTIONID"),
                Number("ROWSAFFECTED"),
                Number("STATEMENTTYPE"),
            ]
        ),
    ];
}
