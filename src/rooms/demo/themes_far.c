/*
 * rooms/demo: what people on Compass say in Arabic and in Urdu; the public words beside them
 * are English.  Our own words; data only.
 */
#include "rooms/demo/demo_in.h"

const struct theme demo_far_themes[] = {
	{ .topic = "food", .kind = "concern",
	  .said = {
	    "الطعام لا يناسب ديننا في بعض الأيام. نريد طعاماً حلالاً كل يوم.",
	    "أريد أن أعرف أي طعام حلال. لا توجد علامة.",
	    "کھانے میں حلال کا نشان نہیں ہوتا۔ ہمیں کیسے پتہ چلے؟" },
	  .summary = "People want halal food every day, and to know which it is.",
	  .settled = "The kitchen marks each dish now. We showed them the right sign.",
	  .asked = "We ask for halal food every day, with a sign on it.",
	  .yes = "Everyone should be able to eat without worry. Halal food comes every day, "
	    "with a sign.",
	  .no = "The supplier changes in spring. Until then there is halal food on five days.",
	  .action = "Serve halal food every day and mark it",
	  .owner = "Catering",
	  .done = "Halal food is served and marked every day.",
	  .verdict = "شكراً لكم، الآن نعرف ماذا نأكل." },
	{ .topic = "information", .kind = "concern",
	  .said = {
	    "لا أفهم الأوراق لأنها بالإنجليزية فقط.",
	    "أريد مترجماً في اجتماعي، ابنتي ليست هنا دائماً.",
	    "میری والدہ انگریزی نہیں پڑھ سکتیں۔ خط اردو میں بھیجیں۔" },
	  .summary = "Letters and meetings should be in people's own languages.",
	  .settled = "We asked everyone which language they like, and wrote it down.",
	  .asked = "We ask for letters in Arabic and Urdu, and for an interpreter at reviews.",
	  .yes = "People must understand what is about them. Interpreters are booked for each "
	    "review, and letters are translated.",
	  .no = "We can book interpreters by phone now. In person we can do it from summer.",
	  .action = "Book interpreters for reviews and translate the letters",
	  .owner = "Communications",
	  .done = "Nine reviews had an interpreter. The letters are in Arabic and Urdu.",
	  .verdict = "فهمت كل شيء في الاجتماع." },
	{ .topic = "environment", .kind = "idea",
	  .said = {
	    "نحتاج مكاناً هادئاً ونظيفاً للصلاة.",
	    "هل يمكن أن تكون هناك غرفة للصلاة قرب القسم؟",
	    "نماز کے لیے ایک صاف اور پُرسکون جگہ چاہیے۔" },
	  .summary = "People would like a clean, calm place to pray.",
	  .settled = "The small room by the garden is kept free for prayer.",
	  .asked = "We ask for a room for prayer and calm, for all faiths.",
	  .yes = "A place to pray is part of feeling at home. The room by the garden becomes "
	    "one, for all faiths.",
	  .no = "There is no room free on this floor. The chapel is open to all faiths and we "
	    "show you the way.",
	  .action = "Make the room by the garden a place of prayer and calm",
	  .owner = "Estates",
	  .done = "The room is open, with a place to wash beside it.",
	  .verdict = "المكان جميل وهادئ." },
	{ .topic = "staff", .kind = "thanks",
	  .said = {
	    "شكراً للممرضة التي تعلمت أن تقول صباح الخير بالعربية.",
	    "شكراً لكم على اهتمامكم بأمي.",
	    "عملے کا شکریہ، وہ بہت مہربان ہیں۔" },
	  .summary = "Thank you to the staff.",
	  .settled = "We read it out in both languages. They were very glad.",
	  .asked = "Please tell them.",
	  .yes = "Thank you for saying it.",
	  .no = "Thank you for saying it.",
	  .action = "Tell them",
	  .owner = "The ward",
	  .done = "We told them.",
	  .verdict = "جزاكم الله خيراً." },
	{ .topic = "visits", .kind = "concern",
	  .said = {
	    "عائلتي كبيرة ولا يُسمح إلا لشخصين بالزيارة.",
	    "نريد أن يزورنا الأهل في العيد.",
	    "عید پر سب گھر والے ملنے آنا چاہتے ہیں۔" },
	  .summary = "Larger families want to visit together, above all on feast days.",
	  .settled = "We used the hall on the feast day. Nineteen people came.",
	  .asked = "We ask for the hall on feast days, for families.",
	  .yes = "Feast days are for families. The hall is kept free on the feast days of all "
	    "faiths.",
	  .no = "The hall is being painted until June. We offer the garden, with a tent.",
	  .action = "Keep the hall free on feast days and tell the families",
	  .owner = "Reception",
	  .done = "The days are in the book, and the families were told.",
	  .verdict = "كان العيد جميلاً معاً." },
};
const size_t demo_nfar = LEN(demo_far_themes);
