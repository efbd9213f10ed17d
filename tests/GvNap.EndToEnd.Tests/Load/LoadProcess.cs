using System.Text.Json;
using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Load;

/// <summary>A <c>gvnap-lab load</c> that runs.</summary>
internal sealed class LoadProcess(ChildProcess process)
{
    /// <summary>Starts one against some index servers, and waits until all peers have shared all.</summary>
    public static async Task<LoadProcess> StartAsync(TestNetwork network, IEnumerable<IndexProcess> servers, params string[] options)
    {
        var index = string.Join(',', servers.Select(server => server.Address));
        var load = new LoadProcess(network.Start(Executables.Lab, ["load", "--index", index, .. options, "--json"]));
        await load.WaitForAsync("Searching");
        return load;
    }

    /// <summary>Waits for the end, and expects that nothing was wrong.</summary>
    /// <returns>The report.</returns>
    public async Task<JsonElement> AssertRightAsync(TimeSpan within)
    {
        var status = await process.WaitForExitAsync(within);
        Assert.True(status == 0, $"The status is {status}.\n{process.Output}\n{process.Errors}");
        using var report = JsonDocument.Parse(process.Output);
        Assert.Equal(0, report.RootElement.GetProperty("wrong").GetInt64());
        return report.RootElement.Clone();
    }

    private Task WaitForAsync(string text) => process.WaitForErrorAsync(text, timeout: TimeSpan.FromMinutes(5));
}
