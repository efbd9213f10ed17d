namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>A running <c>gvnap</c>.</summary>
internal sealed record PeerProcess(ChildProcess Process, PeerFolders Folders, int Port)
{
    /// <summary>Kills it with -9.</summary>
    public async Task KillAsync()
    {
        Process.Send(UnixSignal.Kill);
        await Process.WaitForExitAsync();
    }
}

/// <summary>Where a peer keeps what is its own.</summary>
internal sealed record PeerFolders(string User, string Share, string Downloads, string State);
