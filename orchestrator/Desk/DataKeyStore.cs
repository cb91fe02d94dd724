// The keys that protect forms, kept in the repository so that every copy of the desk has them, also after a
// restart.
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Keeps data-protection keys in desk.DataKey.</summary>
public sealed class DataKeyStore(DeskAccounts accounts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Wait(accounts.GetDataKeysAsync(CancellationToken.None)).Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        Wait(
            Done(
                accounts.SaveDataKeyAsync(
                    friendlyName,
                    element.ToString(SaveOptions.DisableFormatting),
                    CancellationToken.None
                )
            )
        );

    // The framework asks for keys synchronously, a few times a day.
    private static T Wait<T>(Task<T> task) => Task.Run(() => task).GetAwaiter().GetResult();

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
