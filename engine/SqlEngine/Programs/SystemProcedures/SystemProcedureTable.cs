// The system procedures the engine has, by name.
namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>A system procedure.</summary>
internal delegate CallResult SystemProcedure(SystemCall call);

/// <summary>Finds system procedures.</summary>
internal static class SystemProcedureTable
{
    private static readonly Dictionary<string, SystemProcedure> Procedures = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sp_executesql"] = DynamicSqlProcedures.ExecuteSql,
        ["sp_prepare"] = DynamicSqlProcedures.Prepare,
        ["sp_prepexec"] = DynamicSqlProcedures.PrepareAndExecute,
        ["sp_execute"] = DynamicSqlProcedures.Execute,
        ["sp_unprepare"] = DynamicSqlProcedures.Unprepare,
        ["sp_getapplock"] = LockProcedures.GetApplicationLock,
        ["sp_releaseapplock"] = LockProcedures.ReleaseApplicationLock,
        ["sp_set_session_context"] = SessionProcedures.SetSessionContext,
        ["sp_reset_connection"] = SessionProcedures.ResetConnection,
        ["sp_addextendedproperty"] = PropertyProcedures.Add,
        ["sp_updateextendedproperty"] = PropertyProcedures.Update,
        ["sp_dropextendedproperty"] = PropertyProcedures.Drop,
        ["sp_rename"] = PropertyProcedures.Rename,
        ["sp_sequence_get_range"] = SequenceProcedures.GetRange,
        ["sp_settriggerorder"] = PropertyProcedures.SetTriggerOrder,
        ["sp_helptrigger"] = CatalogProcedures.HelpTrigger,
        ["sp_tablecollations_100"] = BulkCopyProcedures.TableCollations,
        ["sp_tables"] = CatalogProcedures.Tables,
        ["sp_columns"] = CatalogProcedures.Columns,
        ["sp_columns_90"] = CatalogProcedures.Columns2005,
        ["sp_columns_100"] = CatalogProcedures.Columns2008,
        ["sp_pkeys"] = CatalogProcedures.PrimaryKeys,
        ["sp_fkeys"] = CatalogProcedures.ForeignKeys,
        ["sp_stored_procedures"] = CatalogProcedures.StoredProcedures,
        ["sp_sproc_columns"] = CatalogProcedures.ProcedureColumns,
        ["sp_sproc_columns_90"] = CatalogProcedures.ProcedureColumns2005,
        ["sp_sproc_columns_100"] = CatalogProcedures.ProcedureColumns2008,
        ["sp_special_columns"] = CatalogProcedures.SpecialColumns,
        ["sp_special_columns_90"] = CatalogProcedures.SpecialColumns,
        ["sp_special_columns_100"] = CatalogProcedures.SpecialColumns,
        ["sp_statistics"] = CatalogProcedures.Statistics,
        ["sp_statistics_100"] = CatalogProcedures.Statistics,
        ["sp_datatype_info"] = CatalogProcedures.DataTypes,
        ["sp_datatype_info_90"] = CatalogProcedures.DataTypes,
        ["sp_datatype_info_100"] = CatalogProcedures.DataTypes,
        ["sp_who"] = CatalogProcedures.Who,
        ["sp_who2"] = CatalogProcedures.Who2,
        ["sp_spaceused"] = CatalogProcedures.SpaceUsed,
        ["sp_helpconstraint"] = CatalogProcedures.HelpConstraint,
        ["sp_help"] = CatalogProcedures.Help,
        ["sp_databases"] = CatalogProcedures.Databases,
        ["sp_helpindex"] = CatalogProcedures.HelpIndex,
        ["sp_helptext"] = CatalogProcedures.HelpText,
        ["sp_addrolemember"] = CatalogProcedures.AddRoleMember,
        ["sp_droprolemember"] = CatalogProcedures.DropRoleMember,
        ["sp_describe_first_result_set"] = DescribeProcedures.FirstResultSet,
        ["sp_configure"] = SessionProcedures.Configure,
    };

    public static IEnumerable<string> Names => Procedures.Keys;

    public static SystemProcedure? Find(string name) => Procedures.GetValueOrDefault(name);
}
