using GvNap.Peer.IndexClient;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli.Prompting;

/// <summary><c>files</c> and <c>status</c>: about this peer itself.</summary>
internal static class StatusCommands
{
    /// <summary>Lists what is shared.</summary>
    public static Task FilesAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var files = session.Peer.Library.Current.Files.Values.Where(file => !file.IsPartial).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        if (files.Count > 0)
        {
            var table = new TextTable("Name", "Size", "Description") { Numbers = ["Size"] };
            table.Rows.AddRange(files.Select(file =>
                new[] { SafeText.ForTerminal(file.Name), Wording.Size(file.Content.Size), SafeText.ForTerminal(file.Description) }));
            session.Terminal.WriteTable(table);
        }

        WriteSharing(session);
        return Task.CompletedTask;
    }

    /// <summary>Tells how the peer is connected, and what it is doing.</summary>
    public static Task StatusAsync(PromptSession session, string rest, CancellationToken cancellationToken)
    {
        var (peer, terminal) = (session.Peer, session.Terminal);
        terminal.WriteLine($"You are {peer.Options.Name}, {Attachment(peer.Session)}.");
        foreach (var endpoint in peer.Session is { State: IndexSessionState.Attached } attached ? attached.Endpoints : [])
        {
            terminal.WriteLine($"Others reach you at {SafeText.ForTerminal(endpoint.Host)} {endpoint.Port}: {Reachability(endpoint.State)}.");
        }

        WriteSharing(session);
        var uploads = peer.FileServer;
        terminal.WriteLine($"File port {peer.Port}: {Wording.Count(uploads.Uploads, "upload")}, {uploads.Waiting} waiting, {Wording.Size(uploads.BytesSent)} sent.");
        terminal.WriteLine($"Downloads go to {peer.Options.Downloads}.");
        return Task.CompletedTask;
    }

    private static void WriteSharing(PromptSession session)
    {
        var status = session.Peer.Library.Status;
        session.Terminal.WriteLine(ShareWording.Sentence(status, session.Peer.Options.ShareFolder));
        foreach (var line in ShareWording.Complaints(status))
        {
            session.Terminal.WriteLine(line);
        }
    }

    private static string Attachment(IndexSession? session) => session?.State switch
    {
        IndexSessionState.Attached => $"registered with {session.Server}",
        IndexSessionState.Reconnecting => "reconnecting: the index server is away",
        IndexSessionState.Ended => "not registered any more",
        _ => "not registered",
    };

    private static string Reachability(EndpointState state) => state switch
    {
        EndpointState.Reachable => "it answers",
        EndpointState.Unreachable => "not from the index server; if others cannot either, open the port or --advertise another address",
        _ => "not tried yet",
    };
}
