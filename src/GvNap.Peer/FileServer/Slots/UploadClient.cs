namespace GvNap.Peer.FileServer.Slots;

/// <summary>Who asks for a slot: those of one address share its turn, and so do the connections of one user there.</summary>
/// <param name="Address">The remote address.</param>
/// <param name="User">The name that the remote side gives itself; a claim. Empty if it gives none.</param>
internal readonly record struct UploadClient(string Address, string User);
