// ALTER DATABASE.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Databases of the instance. Files and recovery are physical and ignored; options are kept for
/// sys.databases.</summary>
internal static class DatabaseDdl
{
    public static void Apply(IDdlContext context, AlterDatabaseStatement statement)
    {
        switch (statement)
        {
            case AlterDatabaseSetStatement set:
                Set(context, set);
                break;
            case AlterDatabaseAddFileStatement
            or AlterDatabaseAddFileGroupStatement
            or AlterDatabaseModifyFileStatement
            or AlterDatabaseModifyFileGroupStatement
            or AlterDatabaseRemoveFileStatement
            or AlterDatabaseRemoveFileGroupStatement:
                break;
            default:
                throw SqlError.Unsupported(statement.GetType().Name);
        }
    }

    private static void Set(IDdlContext context, AlterDatabaseSetStatement statement)
    {
        var database = statement.UseCurrent
            ? context.Database
            : context.Space.Server.FindDatabase(statement.DatabaseName.Value)
                ?? throw new SqlError(
                    5011,
                    14,
                    5,
                    $"User does not have permission to alter database '{statement.DatabaseName.Value}', the database does not exist, or the database is not in a state that allows access checks."
                );
        var editor = new CatalogEditor(context, database);
        var options = editor.Catalog.Options;
        foreach (var option in statement.Options)
        {
            PhysicalOptions.Require(option);
            if (
                option is LiteralDatabaseOption { OptionKind: DatabaseOptionKind.CompatibilityLevel } level
                && level.Value.Value is not ("100" or "110" or "120" or "130")
            )
            {
                throw new SqlError(15048, 16, 3, "Valid values of the database compatibility level are 100, 110, 120, or 130.");
            }

            var value = option switch
            {
                OnOffDatabaseOption onOff => onOff.OptionState.ToString().ToUpperInvariant(),
                RecoveryDatabaseOption recovery => recovery.Value.ToString().ToUpperInvariant(),
                LiteralDatabaseOption literal => literal.Value.Value,
                _ => FragmentText.Of(option),
            };
            options = options.SetItem(option.OptionKind.ToString(), value);
        }

        editor.Save(editor.Catalog with { Options = options });
    }
}
