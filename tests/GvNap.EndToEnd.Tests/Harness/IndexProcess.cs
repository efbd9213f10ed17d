namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>A running <c>gvnap-index</c>.</summary>
internal sealed record IndexProcess(ChildProcess Process, int Port)
{
    public string Address => $"127.0.0.1:{Port}";

    public Task<WireClient> ConnectAsync() => WireClient.ConnectAsync(Port);

    /// <summary>Kills it with -9.</summary>
    public async Task KillAsync()
    {
        Process.Send(UnixSignal.Kill);
        await Process.WaitForExitAsync();
    }
}
