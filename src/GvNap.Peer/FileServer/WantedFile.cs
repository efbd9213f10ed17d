using GvNap.Peer.Sharing;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using SharedFile = GvNap.Peer.Sharing.SharedFile;

namespace GvNap.Peer.FileServer;

/// <summary>
/// A file that somebody wants, by its content or by exactly the name under which it is shared; never by a path. Several
/// files may have the content: when one has changed, the next stands in for it.
/// </summary>
/// <param name="library">What is shared.</param>
/// <param name="content">The content; null: by name.</param>
/// <param name="name">The name; null: by content.</param>
internal readonly struct WantedFile(ShareLibrary library, ContentId? content, string? name = null)
{
    /// <summary>Whether the file is shared, whole or as far as it is there.</summary>
    public bool IsShared => Whole is not null || IsPartial;

    private SharedFile? Whole =>
        content is { } id ? library.TryFind(id, out var same) ? same : null
        : library.TryFind(name ?? "", out var named) ? named : null;

    private bool IsPartial => content is { } id && library.TryFindPartial(id, out _);

    /// <summary>Reads what a request names.</summary>
    /// <returns>Null if it names nothing.</returns>
    public static WantedFile? TryRead(ShareLibrary library, Open request) => request.FileCase switch
    {
        Open.FileOneofCase.Content when request.Content.TryRead(out var content) => new WantedFile(library, content),
        Open.FileOneofCase.Name => new WantedFile(library, null, request.Name),
        _ => null,
    };

    /// <summary>Opens the whole file; its pieces' hashes are not looked for.</summary>
    /// <returns>Null if it has changed since it was shared.</returns>
    public OpenedShare? OpenWhole()
    {
        while (Whole is { } file)
        {
            if (library.Open(file) is { } opened)
            {
                return opened;
            }
        }

        return null;
    }

    /// <summary>Opens the file, whole or as far as it is there, and finds the hashes of its pieces: it may have to be hashed for that.</summary>
    /// <returns>Null if it has changed since it was shared.</returns>
    public async ValueTask<(OpenedShare File, PieceLayer Layer)?> OpenWithLayerAsync(CancellationToken cancellationToken)
    {
        while ((OpenWhole() ?? OpenPartial()) is { } file)
        {
            PieceLayer? layer = null;
            try
            {
                layer = await file.FindLayerAsync(cancellationToken);
            }
            finally
            {
                if (layer is null)
                {
                    file.Dispose();
                }
            }

            if (layer is not null)
            {
                return (file, layer);
            }
        }

        return null;
    }

    private OpenedShare? OpenPartial() => content is { } id ? library.OpenPartial(id) : null;
}
