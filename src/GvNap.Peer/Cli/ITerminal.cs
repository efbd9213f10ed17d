using GvNap.Peer.Transfers;

namespace GvNap.Peer.Cli;

/// <summary>Where a session is typed and shown: a terminal with a person, or two pipes. All text is made safe to show by the implementation.</summary>
public interface ITerminal
{
    /// <summary>Whether a person is there to be asked.</summary>
    bool IsInteractive { get; }

    /// <summary>Reads a line, after showing the question to a person; null at the end of input.</summary>
    ValueTask<string?> ReadLineAsync(string question, CancellationToken cancellationToken);

    /// <summary>Writes a line.</summary>
    void WriteLine(string line);

    /// <summary>Writes a line that says what could not be done.</summary>
    void WriteProblem(string line);

    /// <summary>Writes a line about something that happened by itself, possibly in the middle of a question.</summary>
    void WriteNotice(string line);

    /// <summary>Writes a table.</summary>
    void WriteTable(TextTable table);

    /// <summary>Shows how a download gets on, if there is somebody to see it.</summary>
    Task<T> ShowProgressAsync<T>(string title, Func<IProgress<DownloadProgress>, Task<T>> download);
}
