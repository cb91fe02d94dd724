// The scripts of this tree, compiled once for all tests.

using AxMonitor.Database.Build;
using AxMonitor.Database.Deploy;

namespace AxMonitor.Database.Tests;

internal static class RepositoryPackage
{
    private static readonly Lazy<DeploymentPackage> Compiled = new(() => DatabaseBuilder.Compile(RepositoryFolders.Database));

    public static DeploymentPackage Current => Compiled.Value;
}
