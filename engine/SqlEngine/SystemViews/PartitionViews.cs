// Catalog views of partition functions and schemes.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.partition_functions, partition_range_values, partition_parameters, partition_schemes,
/// destination_data_spaces.</summary>
internal static class PartitionViews
{
    private const string FunctionColumns =
        "name sysname, function_id int, type char(2), type_desc nvarchar(60)?, fanout int, boundary_value_on_right bit, is_system bit, create_date datetime, modify_date datetime";

    private const string ParameterColumns =
        "function_id int, parameter_id int, system_type_id tinyint, max_length smallint, precision tinyint, scale tinyint, collation_name sysname?, user_type_id int";

    private const string SchemeColumns =
        "name sysname, data_space_id int, type char(2), type_desc nvarchar(60)?, is_default bit?, is_system bit?, function_id int";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Catalog(
                "partition_functions",
                FunctionColumns,
                static (d, _) =>
                    d.PartitionFunctions.Select(static f =>
                        (object?[])[f.Name, f.FunctionId, "R", "RANGE", f.Fanout, f.IsRight, false, f.CreatedAt, f.ModifiedAt]
                    )
            ),
            SystemView.Catalog(
                "partition_range_values",
                "function_id int, boundary_id int, parameter_id int, value sql_variant?",
                static (d, _) => d.PartitionFunctions.SelectMany(Boundaries)
            ),
            SystemView.Catalog("partition_parameters", ParameterColumns, static (d, _) => d.PartitionFunctions.Select(Parameter)),
            SystemView.Catalog(
                "partition_schemes",
                SchemeColumns,
                static (d, _) =>
                    d.PartitionSchemes.Select(static s =>
                        (object?[])[s.Name, s.DataSpaceId, "PS", "PARTITION_SCHEME", false, false, s.FunctionId]
                    )
            ),
            SystemView.Catalog(
                "destination_data_spaces",
                "partition_scheme_id int, destination_id int, data_space_id int",
                static (d, _) => d.PartitionSchemes.SelectMany(s => Destinations(d, s))
            ),
        ];

    private static IEnumerable<object?[]> Boundaries(PartitionFunctionDef f) =>
        f.Boundaries.Select(
            (value, i) => (object?[])[f.FunctionId, i + 1, 1, value.IsNull ? null : new SqlVariantValue(f.Type, value)]
        );

    private static object?[] Parameter(PartitionFunctionDef f) =>
        [
            f.FunctionId,
            1,
            TypeFacts.SystemTypeId(f.Type),
            TypeFacts.MaxLength(f.Type),
            TypeFacts.Precision(f.Type),
            TypeFacts.Scale(f.Type),
            f.Type.IsCharacter ? (f.Type.Collation ?? Collation.Default).Name : null,
            TypeFacts.UserTypeId(f.Type, null),
        ];

    // One row per partition, and one more for the filegroup that the next split takes.
    private static IEnumerable<object?[]> Destinations(DatabaseState d, PartitionSchemeDef s) =>
        Enumerable
            .Range(1, d.PartitionFunctions.First(f => f.FunctionId == s.FunctionId).Fanout + (s.HasNextUsed ? 1 : 0))
            .Select(i => (object?[])[s.DataSpaceId, i, 1]);
}
