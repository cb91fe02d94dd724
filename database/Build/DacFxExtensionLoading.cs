// DacFx 150.4897.1 finds its own extension assemblies through AssemblyName.KeyPair, which modern .NET no
// longer has: the first TSqlModel would throw PlatformNotSupportedException. This file does by reflection
// what the private loader would have done next, for exactly that version, and says clearly which member is
// missing should the version change.

using System.Reflection;
using Microsoft.SqlServer.Dac.Model;
using Assembly = System.Reflection.Assembly;

namespace AxMonitor.Database.Build;

internal static class DacFxExtensionLoading
{
    private const BindingFlags Anything = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly Lock Gate = new();
    private static bool s_done;

    /// <summary>Registers DacFx's schema providers once per process; must run before the first
    /// <see cref="TSqlModel"/> is made.</summary>
    public static void Ensure()
    {
        lock (Gate)
        {
            if (s_done)
            {
                return;
            }

            Load();
            s_done = true;
        }
    }

    private static void Load()
    {
        var schema = Assembly.Load("Microsoft.Data.Tools.Schema.Sql");
        var extensions = typeof(TSqlModel).Assembly;
        var loader =
            Array.Find(schema.GetTypes(), type => string.Equals(type.Name, "ExtensionTypeLoader", StringComparison.Ordinal))
            ?? throw Missing("type ExtensionTypeLoader");

        Field(loader, "_initialized").SetValue(null, null);
        Method(loader, "LoadDecoratedAssembly").Invoke(null, [schema]);
        Method(loader, "LoadDecoratedAssembly").Invoke(null, [extensions]);
        Method(loader, "ReEvaluateUnmatchedTypes").Invoke(null, null);
        Method(loader, "LoadEnabledTypes").Invoke(null, null);
        Method(loader, "FilterExtensionsWithLoadedDsp").Invoke(null, [Field(loader, "_allExtensions").GetValue(null)]);
        Method(loader, "AssignDefaultExtension").Invoke(null, null);
        Field(loader, "_extensionsLoaded").SetValue(null, 1);
    }

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, Anything) ?? throw Missing($"field {type.FullName}.{name}");

    private static MethodInfo Method(Type type, string name) =>
        Array.Find(type.GetMethods(Anything), method => string.Equals(method.Name, name, StringComparison.Ordinal))
        ?? throw Missing($"method {type.FullName}.{name}");

    private static InvalidOperationException Missing(string what) =>
        new(
            $"DacFx has no {what}: its version differs from 150.4897.1, for which extension loading was written. "
                + "Check whether the new version loads its extensions by itself on this runtime; if so, remove DacFxExtensionLoading."
        );
}
